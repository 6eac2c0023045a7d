package eu.flexcoop.middleware.series.hbase.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.RegionMetrics;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.Size;
import org.apache.hadoop.hbase.TableExistsException;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.io.compress.Compression;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.configuration.api.Accepts;
import eu.flexcoop.middleware.configuration.api.Form;
import eu.flexcoop.middleware.series.api.SeriesRows;
import eu.flexcoop.middleware.series.api.TableStatistics;

/** The table behind {@link SeriesRows}: how it is stored and for how long. */
@Component(service = SamplesTable.class, configurationPid = "eu.flexcoop.middleware.series")
@Designate(ocd = SamplesTable.Config.class)
public final class SamplesTable {
    /** Storage of the long-term series. */
    @ObjectClassDefinition(name = "Flexcoop long-term series")
    public @interface Config {
        @Accepts(value = Form.DURATION, words = "never")
        @AttributeDefinition(
                min = "PT1S",
                max = "P24855D",
                description = "How long values are kept, from their measurement on, ISO-8601, or 'never' removed")
        String retention() default NEVER;

        @AttributeDefinition(
                options = {
                    @Option(label = "gz", value = "gz"),
                    @Option(label = "snappy", value = "snappy"),
                    @Option(label = "lz4", value = "lz4"),
                    @Option(label = "zstd", value = "zstd"),
                    @Option(label = "none", value = "none")
                },
                description = "Compression of the files: gz, which every HBase has, snappy, lz4, zstd, or none")
        String compression() default "gz";
    }

    static final TableName NAME = TableName.valueOf(SeriesRows.TABLE);
    static final byte[] FAMILY = SeriesRows.FAMILY.getBytes(StandardCharsets.US_ASCII);

    private static final Logger LOG = LoggerFactory.getLogger(SamplesTable.class);
    private static final String NEVER = "never";
    /** Compacts files of one span of time with each other only, so that a time range goes on skipping the files of others. */
    private static final String DATE_TIERED = "org.apache.hadoop.hbase.regionserver.DateTieredStoreEngine";

    private final int secondsToLive;
    private final Compression.Algorithm compression;

    @Activate
    public SamplesTable(Config config) {
        this(config.retention(), config.compression());
    }

    /** @throws IllegalArgumentException if a setting cannot be understood */
    public SamplesTable(String retention, String compression) {
        this.secondsToLive = retention.equals(NEVER)
                ? HConstants.FOREVER
                : Math.toIntExact(Duration.parse(retention).toSeconds());
        this.compression = Compression.Algorithm.valueOf(compression.toUpperCase(Locale.ROOT));
    }

    /** Creates the table, split by salt, where it does not exist, and returns when all its regions serve. */
    public void ensure(Connection connection) throws IOException {
        try (Admin admin = connection.getAdmin()) {
            if (admin.tableExists(NAME)) {
                applySettings(admin);
            } else {
                create(admin);
            }
            if (!admin.isTableAvailable(NAME)) {
                throw new IOException("table %s is not available yet".formatted(NAME));
            }
        }
    }

    private void create(Admin admin) throws IOException {
        TableDescriptorBuilder table = TableDescriptorBuilder.newBuilder(NAME)
                .setValue("hbase.hstore.engine.class", DATE_TIERED)
                .setColumnFamily(ColumnFamilyDescriptorBuilder.newBuilder(FAMILY)
                        .setMaxVersions(1)
                        .setTimeToLive(secondsToLive)
                        .setCompressionType(compression)
                        // neighbouring cells differ in a few bytes only
                        .setDataBlockEncoding(DataBlockEncoding.FAST_DIFF)
                        .build());
        try {
            admin.createTable(table.build(), SeriesRows.splits());
        } catch (TableExistsException e) {
            // another node created it first, or an attempt that timed out here succeeded there
        }
    }

    /** Another setting of a table that exists takes effect without a restart of HBase; the log says what becomes of the data. */
    private void applySettings(Admin admin) throws IOException {
        ColumnFamilyDescriptor family = admin.getDescriptor(NAME).getColumnFamily(FAMILY);
        boolean otherPeriod = family.getTimeToLive() != secondsToLive;
        boolean otherCompression = family.getCompressionType() != compression;
        if (!otherPeriod && !otherCompression) {
            return;
        }
        admin.modifyColumnFamily(
                NAME,
                ColumnFamilyDescriptorBuilder.newBuilder(family)
                        .setTimeToLive(secondsToLive)
                        .setCompressionType(compression)
                        .build());
        if (otherPeriod) {
            LOG.warn(
                    "Values of table {} are now kept for {} instead of {}; older ones are no longer read, and removed"
                            + " from disk by compactions",
                    NAME,
                    period(secondsToLive),
                    period(family.getTimeToLive()));
        }
        if (otherCompression) {
            LOG.warn(
                    "Files of table {} are now compressed by {} instead of {}; those that exist are rewritten by"
                            + " compactions",
                    NAME,
                    compression.getName(),
                    family.getCompressionType().getName());
        }
    }

    private static String period(int seconds) {
        return seconds == HConstants.FOREVER
                ? "ever"
                : Duration.ofSeconds(seconds).toDays() + " days";
    }

    /** As the servers last reported. */
    static TableStatistics statistics(Admin admin) throws IOException {
        int regions = 0;
        int servers = 0;
        double files = 0;
        double memory = 0;
        long reads = 0;
        long writes = 0;
        for (ServerName server : admin.getRegionServers()) {
            List<RegionMetrics> here = admin.getRegionMetrics(server, NAME);
            servers += here.isEmpty() ? 0 : 1;
            regions += here.size();
            for (RegionMetrics region : here) {
                files += region.getStoreFileSize().get(Size.Unit.BYTE);
                memory += region.getMemStoreSize().get(Size.Unit.BYTE);
                reads += region.getReadRequestCount();
                writes += region.getWriteRequestCount();
            }
        }
        return new TableStatistics(
                NAME.getNameAsString(), regions, servers, (long) files, (long) memory, reads, writes);
    }
}
