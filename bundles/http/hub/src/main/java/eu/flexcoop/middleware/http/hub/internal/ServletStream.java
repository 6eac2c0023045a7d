package eu.flexcoop.middleware.http.hub.internal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeoutException;
import javax.servlet.AsyncContext;
import javax.servlet.AsyncEvent;
import javax.servlet.AsyncListener;
import javax.servlet.ServletOutputStream;
import javax.servlet.WriteListener;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.http.api.HttpStream;

/** A stream over the asynchronous output of a servlet: no thread waits for its client. */
final class ServletStream implements HttpStream, WriteListener, AsyncListener {
    private static final Logger LOG = LoggerFactory.getLogger(ServletStream.class);
    /** A client that is further behind comes again later. */
    private static final int MOST_WAITING_BYTES = 1 << 20;

    private final HttpServletRequest request;
    private final AsyncContext context;
    private final ServletOutputStream out;
    private final Runnable onEnd;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private boolean unflushed;
    private boolean possible;
    private boolean ending;
    private boolean over;

    private ServletStream(HttpServletRequest request, AsyncContext context, ServletOutputStream out, Runnable onEnd) {
        this.request = request;
        this.context = context;
        this.out = out;
        this.onEnd = onEnd;
    }

    static ServletStream start(HttpServletRequest request, HttpServletResponse response, Runnable onEnd)
            throws IOException {
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        ServletStream stream = new ServletStream(request, context, response.getOutputStream(), onEnd);
        context.addListener(stream);
        stream.out.setWriteListener(stream);
        return stream;
    }

    @Override
    public boolean send(byte[] bytes) {
        boolean late;
        synchronized (this) {
            if (over || ending) {
                return false;
            }
            late = waitingBytes + bytes.length > MOST_WAITING_BYTES;
            if (!late) {
                waiting.add(bytes);
                waitingBytes += bytes.length;
                drain();
                return !over;
            }
        }
        // what is under way cannot be completed, since the client does not read it
        Request.getBaseRequest(request).getHttpChannel().abort(new TimeoutException("The client reads too slowly"));
        finish();
        return false;
    }

    @Override
    public synchronized boolean isBehind() {
        return waitingBytes > MOST_WAITING_BYTES / 4;
    }

    @Override
    public synchronized void end() {
        ending = true;
        drain();
    }

    @Override
    public synchronized void onWritePossible() {
        possible = true;
        drain();
    }

    /** Writes as long as the client takes something; then the container calls {@link #onWritePossible}. */
    private void drain() {
        try {
            while (possible && !over && out.isReady()) {
                byte[] next = waiting.poll();
                if (next != null) {
                    waitingBytes -= next.length;
                    out.write(next);
                    unflushed = true;
                } else if (unflushed) {
                    unflushed = false;
                    out.flush();
                } else if (ending) {
                    complete();
                } else {
                    return;
                }
            }
        } catch (IOException | IllegalStateException e) {
            LOG.debug("The client of a stream is gone", e);
            complete();
        }
    }

    private void complete() {
        finish();
        try {
            context.complete();
        } catch (IllegalStateException e) {
            LOG.debug("The container has ended the stream already", e);
        }
    }

    private void finish() {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            waiting.clear();
        }
        onEnd.run();
    }

    @Override
    public void onError(Throwable error) {
        LOG.debug("The client of a stream is gone", error);
        complete();
    }

    @Override
    public void onError(AsyncEvent event) {
        complete();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        complete();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        finish();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // streams do not start anew
    }
}
