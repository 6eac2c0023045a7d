package eu.flexcoop.middleware.analytics.hadoop.internal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.Writable;

import eu.flexcoop.middleware.analytics.spi.ResultRow;

/** A result row in the job's output; keeps types and the bits of numbers. */
public final class RowWritable implements Writable {
    private Map<String, Object> values = Map.of();

    void set(ResultRow row) {
        values = row.values();
    }

    ResultRow row() {
        return new ResultRow(values);
    }

    @Override
    public void write(DataOutput out) throws IOException {
        out.writeInt(values.size());
        for (Map.Entry<String, Object> field : values.entrySet()) {
            Text.writeString(out, field.getKey());
            write(out, field.getValue());
        }
    }

    private static void write(DataOutput out, Object value) throws IOException {
        if (value instanceof String text) {
            out.writeByte('s');
            Text.writeString(out, text);
        } else if (value instanceof Long number) {
            out.writeByte('l');
            out.writeLong(number);
        } else if (value instanceof Double number) {
            out.writeByte('d');
            out.writeDouble(number);
        } else if (value instanceof Boolean flag) {
            out.writeByte('b');
            out.writeBoolean(flag);
        } else if (value instanceof Instant instant) {
            out.writeByte('t');
            out.writeLong(instant.getEpochSecond());
            out.writeInt(instant.getNano());
        } else {
            throw new IllegalArgumentException("A row cannot hold %s".formatted(value));
        }
    }

    @Override
    public void readFields(DataInput in) throws IOException {
        int size = in.readInt();
        Map<String, Object> read = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            read.put(Text.readString(in), read(in));
        }
        values = read;
    }

    private static Object read(DataInput in) throws IOException {
        byte type = in.readByte();
        return switch (type) {
            case 's' -> Text.readString(in);
            case 'l' -> in.readLong();
            case 'd' -> in.readDouble();
            case 'b' -> in.readBoolean();
            case 't' -> Instant.ofEpochSecond(in.readLong(), in.readInt());
            default -> throw new IOException("'%c' is not a type of a result field".formatted(type));
        };
    }
}
