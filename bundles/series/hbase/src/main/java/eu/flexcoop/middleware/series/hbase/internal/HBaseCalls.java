package eu.flexcoop.middleware.series.hbase.internal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;

import org.apache.hadoop.hbase.client.RetriesExhaustedWithDetailsException;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.hadoop.api.HadoopRuntime;

/** Calls of HBase's client, whose failures become {@link UnavailableException}s. Thread-safe. */
final class HBaseCalls {
    private static final ClassLoader MODULE = HBaseCalls.class.getClassLoader();

    private final HadoopRuntime hadoop;

    HBaseCalls(HadoopRuntime hadoop) {
        this.hadoop = hadoop;
    }

    /** @param what as in "HBase did not …" */
    void run(String what, Callable<Void> code) {
        try {
            hadoop.call(MODULE, code);
        } catch (RuntimeException e) {
            throw e;
        } catch (InterruptedIOException e) {
            if (e.getCause() instanceof InterruptedException) { // HBase throws the same type for its own timeouts
                Thread.currentThread().interrupt();
            }
            throw unavailable(what, e);
        } catch (IOException e) {
            throw unavailable(what, e);
        } catch (Exception e) { // declared by call(), not thrown by the code above
            throw new IllegalStateException("HBase did not " + what, e);
        }
    }

    private static UnavailableException unavailable(String what, Exception cause) {
        return new UnavailableException("HBase did not %s: %s".formatted(what, shortly(cause)), cause);
    }

    /** The message of HBase lists every attempt on many lines; the first line is enough. */
    static String shortly(Exception cause) {
        if (cause instanceof RetriesExhaustedWithDetailsException details && details.getNumExceptions() > 0) {
            return firstLine(details.getCause(0));
        }
        return firstLine(cause);
    }

    private static String firstLine(Throwable cause) {
        String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse(cause.getClass().getSimpleName());
    }
}
