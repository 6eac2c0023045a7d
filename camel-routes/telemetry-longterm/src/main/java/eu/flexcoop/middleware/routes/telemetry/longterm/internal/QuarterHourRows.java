package eu.flexcoop.middleware.routes.telemetry.longterm.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.camel.component.hbase.model.HBaseCell;
import org.apache.camel.component.hbase.model.HBaseRow;
import org.bson.Document;

import eu.flexcoop.middleware.series.api.SeriesRows;

/** Turns a 15-minute document into rows for camel-hbase: one per number in it, under the name of its field. */
final class QuarterHourRows {
    static final String TIMESTAMP = "timestamp";

    private static final String DEVICE_ID = "device_id";
    private static final String ENERGY = "kwh";
    private static final String ENERGY_VERIFIED = "verified_kwh";
    private static final Set<String> METRICS =
            Set.of(ENERGY, "watts", "voltage", "current", "temperature", "lux", "relhumidity", "tvoc", "occupancy");

    private QuarterHourRows() {}

    static List<HBaseRow> of(Document document) {
        String device = document.getString(DEVICE_ID);
        Instant at = document.getDate(TIMESTAMP).toInstant();
        List<HBaseRow> rows = new ArrayList<>();
        for (Map.Entry<String, Object> field : document.entrySet()) {
            if (METRICS.contains(field.getKey()) && field.getValue() instanceof Number number) {
                boolean verified = !ENERGY.equals(field.getKey()) || document.getBoolean(ENERGY_VERIFIED, false);
                rows.add(row(device, field.getKey(), at, number.doubleValue(), verified));
            }
        }
        return rows;
    }

    private static HBaseRow row(String device, String metric, Instant at, double value, boolean verified) {
        HBaseCell cell = new HBaseCell();
        cell.setFamily(SeriesRows.FAMILY);
        cell.setQualifier(SeriesRows.VALUE);
        cell.setValue(SeriesRows.value(value, verified));
        HBaseRow row = new HBaseRow();
        row.setId(SeriesRows.key(device, metric, at));
        row.getCells().add(cell);
        return row;
    }
}
