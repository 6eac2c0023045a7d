package eu.flexcoop.middleware.analytics.hadoop.internal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

import org.apache.hadoop.io.Writable;

import eu.flexcoop.middleware.series.api.SeriesPoint;

/** What a point has beside its key. Public and with an empty constructor because Hadoop makes instances. */
public final class PointValue implements Writable {
    private double value;
    private boolean verified;

    void set(SeriesPoint point) {
        value = point.value();
        verified = point.verified();
    }

    double value() {
        return value;
    }

    boolean verified() {
        return verified;
    }

    @Override
    public void write(DataOutput out) throws IOException {
        out.writeDouble(value);
        out.writeBoolean(verified);
    }

    @Override
    public void readFields(DataInput in) throws IOException {
        value = in.readDouble();
        verified = in.readBoolean();
    }
}
