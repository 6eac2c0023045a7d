package eu.flexcoop.middleware.analytics.hadoop.internal;

import java.io.File;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.mapreduce.TableMapReduceUtil;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Counter;
import org.apache.hadoop.mapreduce.CounterGroup;
import org.apache.hadoop.mapreduce.Counters;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.lib.output.SequenceFileOutputFormat;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.analytics.spi.JobOutcome;
import eu.flexcoop.middleware.analytics.spi.JobRunner;
import eu.flexcoop.middleware.analytics.spi.ResultSink;
import eu.flexcoop.middleware.analytics.spi.SeriesPlan;
import eu.flexcoop.middleware.configuration.api.Accepts;
import eu.flexcoop.middleware.configuration.api.Form;
import eu.flexcoop.middleware.hadoop.api.ChainedClassLoader;
import eu.flexcoop.middleware.hadoop.api.HadoopRuntime;
import eu.flexcoop.middleware.series.api.SeriesRows;
import eu.flexcoop.middleware.tasks.spi.TaskCancelledException;
import eu.flexcoop.middleware.tasks.spi.TaskContext;
import eu.flexcoop.middleware.tasks.spi.TaskPostponedException;

/**
 * Runs series plans as MapReduce jobs over table {@code samples}, with Hadoop's local job runner also where a cluster is
 * configured: the classes of modules are not sent to other machines yet.
 */
@Component(service = JobRunner.class, configurationPid = "eu.flexcoop.middleware.analytics.hadoop")
@Designate(ocd = MapReduceJobRunner.Config.class)
public final class MapReduceJobRunner implements JobRunner<SeriesPlan> {
    /** MapReduce jobs of analytics modules. */
    @ObjectClassDefinition(name = "Flexcoop MapReduce jobs")
    public @interface Config {
        @Accepts(Form.NEW_FOLDER)
        @AttributeDefinition(description = "Folder for the files of jobs; empty: a private one of this bundle")
        String folder() default "";

        @AttributeDefinition(
                min = "0",
                max = "1000",
                description = "Map tasks that run at a time; 0: one per processor, at most 4")
        int parallelism() default 0;

        @AttributeDefinition(
                min = "1",
                max = "2047",
                description = "Memory in MiB in which each map task sorts its points")
        int sortMemory() default 16;

        @AttributeDefinition(min = "1", max = "1000", description = "Number of reduce tasks")
        int reducers() default 1;
    }

    private static final Logger LOG = LoggerFactory.getLogger(MapReduceJobRunner.class);
    private static final long POLL_MILLIS = 100;
    private static final float MAP_SHARE = 0.7f;
    private static final float REDUCE_SHARE = 0.25f;

    private final HadoopRuntime hadoop;
    private final Config config;
    private final Path folder;
    private final CountDownLatch stopping = new CountDownLatch(1);

    @Activate
    public MapReduceJobRunner(BundleContext context, @Reference HadoopRuntime hadoop, Config config) {
        this(hadoop, config, config.folder().isBlank() ? context.getDataFile("jobs") : new File(config.folder()));
    }

    MapReduceJobRunner(HadoopRuntime hadoop, Config config, File folder) {
        this.hadoop = hadoop;
        this.config = config;
        this.folder = new Path(folder.toURI());
    }

    @Deactivate
    public void stop() {
        stopping.countDown();
    }

    @Override
    public Class<SeriesPlan> planType() {
        return SeriesPlan.class;
    }

    @Override
    public JobOutcome run(String module, SeriesPlan plan, TaskContext context, ResultSink results) throws Exception {
        // the module first, then this bundle, whose map and reduce steps call the module
        ClassLoader classes =
                new ChainedClassLoader(plan.function().getClassLoader(), MapReduceJobRunner.class.getClassLoader());
        return hadoop.call(classes, () -> {
            Configuration configuration = hadoop.hbaseConfiguration(classes);
            if (!tableIsThere(configuration)) {
                return new JobOutcome(0, 0, 0, Map.of());
            }
            try (JobFiles files = new JobFiles(folder, context.task().id(), configuration)) {
                Job job = job(module, plan, configuration, files);
                job.submit();
                LOG.info("Job {} of module '{}' runs", job.getJobID(), module);
                follow(job, context);
                if (!job.isSuccessful()) {
                    throw failure(job, configuration, files);
                }
                requireAllReadable(job, configuration, files);
                context.progress(MAP_SHARE + REDUCE_SHARE, "storing the results");
                files.rows(results::accept);
                return outcome(job.getCounters());
            } catch (IOException e) {
                LOG.debug("A job of module '{}' met a server or a disk that failed", module, e);
                throw new TaskPostponedException("HBase or the disk failed while the job ran: " + e.getMessage());
            }
        });
    }

    private Job job(String module, SeriesPlan plan, Configuration configuration, JobFiles files) throws IOException {
        configuration.set("mapreduce.framework.name", "local");
        configuration.set("hadoop.tmp.dir", files.temporary().toUri().getPath());
        configuration.setInt("mapreduce.local.map.tasks.maximum", parallelism());
        // the local runner shares the memory of this process
        configuration.setInt("mapreduce.task.io.sort.mb", config.sortMemory());
        configuration.setLong("mapreduce.reduce.memory.totalbytes", 4L * config.sortMemory() << 20);
        configuration.set(JobSettings.FAILURES, files.failures().toString());
        JobSettings.write(plan, configuration);

        Job job = Job.getInstance(configuration, "flexcoop " + module);
        TableMapReduceUtil.initTableMapperJob(
                SeriesScans.of(plan.input()), PointMapper.class, PointKey.class, PointValue.class, job, false, false);
        job.setPartitionerClass(PointKey.ToReducer.class);
        job.setSortComparatorClass(PointKey.Order.class);
        job.setGroupingComparatorClass(PointKey.ByGroup.class);
        job.setReducerClass(GroupReducer.class);
        job.setNumReduceTasks(config.reducers());
        job.setOutputKeyClass(NullWritable.class);
        job.setOutputValueClass(RowWritable.class);
        job.setOutputFormatClass(SequenceFileOutputFormat.class);
        SequenceFileOutputFormat.setOutputPath(job, files.output());
        return job;
    }

    private int parallelism() {
        return config.parallelism() > 0
                ? config.parallelism()
                : Math.min(4, Runtime.getRuntime().availableProcessors());
    }

    /** Waits for the end of the job by polling, since Hadoop has no notification. */
    private void follow(Job job, TaskContext context) throws Exception {
        while (!job.isComplete()) {
            if (context.cancelRequested()) {
                job.killJob();
                throw new TaskCancelledException("Cancelled while job %s ran".formatted(job.getJobID()));
            }
            context.progress(
                    MAP_SHARE * job.mapProgress() + REDUCE_SHARE * job.reduceProgress(),
                    "map %.0f %%, reduce %.0f %%".formatted(100 * job.mapProgress(), 100 * job.reduceProgress()));
            if (stopping.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                job.killJob();
                throw new TaskPostponedException("The job runner was stopped, the task is queued again");
            }
        }
    }

    private Exception failure(Job job, Configuration configuration, JobFiles files) throws Exception {
        Optional<String> note = FailureNote.first(files.failures(), configuration);
        if (note.isPresent()) {
            LOG.warn("Job {} failed in {}", job.getJobID(), note.get());
            return new IllegalStateException(note.get().lines().findFirst().orElse("no reason"));
        }
        // no function failed, so the cause is a server, which may be back by now, or the disk
        return new IOException("Job %s failed, see the log: %s"
                .formatted(job.getJobID(), job.getStatus().getFailureInfo()));
    }

    /** Results from a part of the points would look like those from all. */
    private static void requireAllReadable(Job job, Configuration configuration, JobFiles files) throws IOException {
        long rows = job.getCounters().findCounter(JobCounter.UNREADABLE).getValue();
        if (rows > 0) {
            String first = FailureNote.first(files.failures(), configuration).orElse("no note was left");
            throw new IllegalStateException(
                    "%d rows of table %s cannot be read, so there are no results. Correct or delete them; one of them: %s"
                            .formatted(rows, SeriesRows.TABLE, first));
        }
    }

    /** @throws TaskPostponedException if HBase does not answer */
    private static boolean tableIsThere(Configuration configuration) throws TaskPostponedException {
        try (Connection connection = ConnectionFactory.createConnection(configuration);
                Admin admin = connection.getAdmin()) {
            return admin.tableExists(TableName.valueOf(SeriesRows.TABLE));
        } catch (IOException e) {
            LOG.debug("HBase does not answer", e);
            throw new TaskPostponedException("HBase does not answer: " + e.getMessage());
        }
    }

    private static JobOutcome outcome(Counters counters) {
        Map<String, Long> all = new HashMap<>();
        for (CounterGroup group : counters) {
            for (Counter counter : group) {
                all.put(counter.getName(), counter.getValue());
            }
        }
        return new JobOutcome(
                all.getOrDefault(JobCounter.POINTS.name(), 0L),
                all.getOrDefault(JobCounter.GROUPS.name(), 0L),
                all.getOrDefault(JobCounter.ROWS.name(), 0L),
                all);
    }
}
