package eu.flexcoop.middleware.analytics.hadoop.internal;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.io.SequenceFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.analytics.spi.ResultRow;

/** The folder of one job: its results, notes of failures and temporary files; gone when closed. */
final class JobFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobFiles.class);

    private final Path folder;
    private final Configuration configuration;

    JobFiles(Path parent, String task, Configuration configuration) throws IOException {
        this.folder = new Path(parent, "job-" + task);
        this.configuration = configuration;
        // an earlier attempt may have been killed
        files().delete(folder, true);
        files().mkdirs(folder);
    }

    Path output() {
        return new Path(folder, "out");
    }

    Path failures() {
        return new Path(folder, "failures");
    }

    Path temporary() {
        return new Path(folder, "tmp");
    }

    /** Passes on the result rows, in the order of their groups within each reducer. */
    void rows(Consumer<ResultRow> consumer) throws IOException {
        FileStatus[] parts = files().globStatus(new Path(output(), "part-r-*"));
        Arrays.sort(parts);
        NullWritable key = NullWritable.get();
        RowWritable row = new RowWritable();
        for (FileStatus part : parts) {
            try (SequenceFile.Reader reader =
                    new SequenceFile.Reader(configuration, SequenceFile.Reader.file(part.getPath()))) {
                while (reader.next(key, row)) {
                    consumer.accept(row.row());
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            files().delete(folder, true);
        } catch (IOException e) {
            LOG.warn("Job folder {} was not removed: {}", folder, e.getMessage());
        }
    }

    private FileSystem files() throws IOException {
        return folder.getFileSystem(configuration);
    }
}
