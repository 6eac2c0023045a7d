package eu.flexcoop.middleware.analytics.hadoop.internal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;

import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.WritableComparable;
import org.apache.hadoop.io.WritableComparator;
import org.apache.hadoop.mapreduce.Partitioner;

import eu.flexcoop.middleware.series.api.SeriesPoint;

/**
 * Key between map and reduce: sorts points by group, then by time, metric and device, while a group stays together. Public and
 * with an empty constructor because Hadoop makes instances.
 */
public final class PointKey implements WritableComparable<PointKey> {
    private static final Comparator<PointKey> ORDER = Comparator.<PointKey, String>comparing(key -> key.group)
            .thenComparingLong(key -> key.second)
            .thenComparing(key -> key.metric)
            .thenComparing(key -> key.deviceId);

    private String group = "";
    private long second;
    private String metric = "";
    private String deviceId = "";

    void set(String newGroup, SeriesPoint point) {
        group = newGroup;
        second = point.at().getEpochSecond();
        metric = point.metric();
        deviceId = point.deviceId();
    }

    String group() {
        return group;
    }

    SeriesPoint point(PointValue value) {
        return new SeriesPoint(deviceId, metric, Instant.ofEpochSecond(second), value.value(), value.verified());
    }

    @Override
    public void write(DataOutput out) throws IOException {
        Text.writeString(out, group);
        out.writeLong(second);
        Text.writeString(out, metric);
        Text.writeString(out, deviceId);
    }

    @Override
    public void readFields(DataInput in) throws IOException {
        group = Text.readString(in);
        second = in.readLong();
        metric = Text.readString(in);
        deviceId = Text.readString(in);
    }

    @Override
    public int compareTo(PointKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PointKey key && compareTo(key) == 0;
    }

    @Override
    public int hashCode() {
        return Objects.hash(group, second, metric, deviceId);
    }

    /** Keeps the points of a group together in one call of the reduce step. */
    public static final class ByGroup extends WritableComparator {
        public ByGroup() {
            super(PointKey.class, true);
        }

        @Override
        @SuppressWarnings("rawtypes") // as Hadoop declares it
        public int compare(WritableComparable a, WritableComparable b) {
            return ((PointKey) a).group.compareTo(((PointKey) b).group);
        }
    }

    /** Sends all points of a group to one reducer. */
    public static final class ToReducer extends Partitioner<PointKey, PointValue> {
        @Override
        public int getPartition(PointKey key, PointValue value, int reducers) {
            return Math.floorMod(key.group.hashCode(), reducers);
        }
    }
}
