package eu.flexcoop.middleware.analytics.hadoop.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import eu.flexcoop.middleware.analytics.spi.ResultRow;

import static org.assertj.core.api.Assertions.assertThat;

/** The folder of a job on a local disk, with its results and notes of failures. */
class JobFilesTest {
    @TempDir
    java.nio.file.Path parent;

    private final Configuration configuration = new Configuration(false);

    @Test
    void rowsAreReadReducerByReducer() throws IOException {
        List<ResultRow> rows = new ArrayList<>();
        try (JobFiles files = open()) {
            write(new Path(files.output(), "part-r-00001"), row(3));
            write(new Path(files.output(), "part-r-00000"), row(1), row(2));
            write(new Path(files.output(), "_other"), row(9));

            files.rows(rows::add);
        }

        assertThat(rows).containsExactly(row(1), row(2), row(3));
    }

    @Test
    void filesOfAnEarlierAttemptAreRemovedAndNoneAreLeft() throws IOException {
        java.nio.file.Path folder = parent.resolve("job-task-1");
        Files.createDirectories(folder.resolve("out"));
        Files.writeString(folder.resolve("out").resolve("part-r-00000"), "of an attempt that was killed");

        try (JobFiles files = open()) {
            assertThat(folder).isEmptyDirectory();
        }

        assertThat(folder).doesNotExist();
    }

    @Test
    void theFirstLineOfANoteIsTheReasonAndTheStackFollows() throws IOException {
        try (JobFiles files = open()) {
            assertThat(FailureNote.first(files.failures(), configuration)).isEmpty();
            configuration.set(JobSettings.FAILURES, files.failures().toString());

            FailureNote.leave(attempt(), "reduce of group 'd1'", new IllegalStateException("no data"));

            assertThat(FailureNote.first(files.failures(), configuration)
                            .orElseThrow()
                            .lines())
                    .startsWith("reduce of group 'd1': java.lang.IllegalStateException: no data")
                    .anySatisfy(line -> assertThat(line).contains("JobFilesTest.theFirstLine"));
        }
    }

    private JobFiles open() throws IOException {
        return new JobFiles(new Path(parent.toUri()), "task-1", configuration);
    }

    private TaskAttemptContextImpl attempt() {
        return new TaskAttemptContextImpl(configuration, new TaskAttemptID("job", 1, TaskType.REDUCE, 0, 0));
    }

    private void write(Path file, ResultRow... rows) throws IOException {
        RowWritable writable = new RowWritable();
        try (SequenceFile.Writer out = SequenceFile.createWriter(
                configuration,
                SequenceFile.Writer.file(file),
                SequenceFile.Writer.keyClass(NullWritable.class),
                SequenceFile.Writer.valueClass(RowWritable.class))) {
            for (ResultRow row : rows) {
                writable.set(row);
                out.append(NullWritable.get(), writable);
            }
        }
    }

    private static ResultRow row(long number) {
        return ResultRow.with("number", number).row();
    }
}
