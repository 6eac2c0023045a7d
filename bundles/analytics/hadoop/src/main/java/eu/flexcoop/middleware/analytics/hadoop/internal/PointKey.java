package eu.flexcoop.middleware.analytics.hadoop.internal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

import org.apache.hadoop.io.WritableComparable;
import org.apache.hadoop.io.WritableComparator;
import org.apache.hadoop.mapreduce.Partitioner;

import eu.flexcoop.middleware.analytics.spi.GroupKey;
import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesRows;

/**
 * Key between map and reduce: sorts points by group, then by time, metric and device, while a group stays together. Compared as
 * bytes, so that sorting makes no objects. The bytes are the group, the milliseconds since 1970 with the sign bit inverted, the metric
 * and the device; all but the time with their length in front. Public and with an empty constructor because Hadoop makes instances.
 */
public final class PointKey implements WritableComparable<PointKey> {
    private static final byte[] NONE = {};

    private byte[] group = NONE;
    private long millis;
    private byte[] metric = NONE;
    private byte[] device = NONE;

    /** The group of the last {@link #set}: points of a series follow each other, so most have the group of the one before. */
    private GroupKey lastGroup;

    void set(GroupKey newGroup, SeriesPoint point) {
        if (!newGroup.equals(lastGroup)) {
            lastGroup = newGroup;
            group = newGroup.toBytes();
        }
        millis = SeriesRows.timestamp(point.at());
        metric = point.metric().getBytes(StandardCharsets.UTF_8);
        device = point.device().value().getBytes(StandardCharsets.UTF_8);
    }

    GroupKey group() {
        return GroupKey.fromBytes(group);
    }

    SeriesPoint point(PointValue value) {
        return new SeriesPoint(
                new DeviceId(new String(device, StandardCharsets.UTF_8)),
                new String(metric, StandardCharsets.UTF_8),
                Instant.ofEpochMilli(millis),
                value.value(),
                value.verified());
    }

    @Override
    public void write(DataOutput out) throws IOException {
        writeBytes(out, group);
        out.writeLong(millis ^ Long.MIN_VALUE);
        writeBytes(out, metric);
        writeBytes(out, device);
    }

    @Override
    public void readFields(DataInput in) throws IOException {
        lastGroup = null;
        group = readBytes(in);
        millis = in.readLong() ^ Long.MIN_VALUE;
        metric = readBytes(in);
        device = readBytes(in);
    }

    @Override
    public int compareTo(PointKey other) {
        int order = Arrays.compareUnsigned(group, other.group);
        if (order == 0) {
            order = Long.compare(millis, other.millis);
        }
        if (order == 0) {
            order = Arrays.compareUnsigned(metric, other.metric);
        }
        return order == 0 ? Arrays.compareUnsigned(device, other.device) : order;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PointKey key && compareTo(key) == 0;
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(group) + Long.hashCode(millis);
    }

    private static void writeBytes(DataOutput out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] readBytes(DataInput in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }

    /** Sorts points as {@link #compareTo} does, without reading them. */
    public static final class Order extends WritableComparator {
        public Order() {
            super(PointKey.class);
        }

        @Override
        public int compare(byte[] a, int startA, int lengthA, byte[] b, int startB, int lengthB) {
            int atA = startA;
            int atB = startB;
            int order = compareField(a, atA, b, atB);
            atA += Integer.BYTES + readInt(a, atA);
            atB += Integer.BYTES + readInt(b, atB);
            if (order == 0) {
                order = compareBytes(a, atA, Long.BYTES, b, atB, Long.BYTES);
            }
            atA += Long.BYTES;
            atB += Long.BYTES;
            if (order == 0) {
                order = compareField(a, atA, b, atB);
            }
            atA += Integer.BYTES + readInt(a, atA);
            atB += Integer.BYTES + readInt(b, atB);
            return order == 0 ? compareField(a, atA, b, atB) : order;
        }

        static int compareField(byte[] a, int startA, byte[] b, int startB) {
            return compareBytes(
                    a, startA + Integer.BYTES, readInt(a, startA), b, startB + Integer.BYTES, readInt(b, startB));
        }
    }

    /** Keeps the points of a group together in one call of the reduce step. */
    public static final class ByGroup extends WritableComparator {
        public ByGroup() {
            super(PointKey.class);
        }

        @Override
        @SuppressWarnings("rawtypes") // as Hadoop declares it
        public int compare(WritableComparable a, WritableComparable b) {
            return Arrays.compareUnsigned(((PointKey) a).group, ((PointKey) b).group);
        }

        @Override
        public int compare(byte[] a, int startA, int lengthA, byte[] b, int startB, int lengthB) {
            return Order.compareField(a, startA, b, startB);
        }
    }

    /** Sends all points of a group to one reducer. */
    public static final class ToReducer extends Partitioner<PointKey, PointValue> {
        @Override
        public int getPartition(PointKey key, PointValue value, int reducers) {
            return Math.floorMod(Arrays.hashCode(key.group), reducers);
        }
    }
}
