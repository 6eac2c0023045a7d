package eu.flexcoop.middleware.analytics.hadoop.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.TaskAttemptContext;

/**
 * Why a task failed, as a file that the job runner reads: Hadoop's local runner does not report the exceptions of tasks, and a
 * cluster only has them in the logs of its containers.
 */
final class FailureNote {
    private FailureNote() {}

    /** @param where the step and what it was doing */
    static void leave(TaskAttemptContext context, String where, Throwable failure) throws IOException {
        StringWriter stack = new StringWriter();
        failure.printStackTrace(new PrintWriter(stack));
        leave(context, where + ": " + failure + "\n" + stack);
    }

    /** @param text the first line is the reason of the task */
    static void leave(TaskAttemptContext context, String text) throws IOException {
        Path folder = new Path(context.getConfiguration().get(JobSettings.FAILURES));
        Path note = new Path(folder, context.getTaskAttemptID().toString());
        try (OutputStream out = note.getFileSystem(context.getConfiguration()).create(note, true)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The note that was written first: one line with the reason, then the stack. */
    static Optional<String> first(Path folder, Configuration configuration) throws IOException {
        FileSystem files = folder.getFileSystem(configuration);
        if (!files.exists(folder)) {
            return Optional.empty();
        }
        Optional<FileStatus> first = Arrays.stream(files.listStatus(folder))
                .filter(FileStatus::isFile)
                .min(Comparator.comparing(FileStatus::getModificationTime));
        if (first.isEmpty()) {
            return Optional.empty();
        }
        try (var in = files.open(first.get().getPath())) {
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
