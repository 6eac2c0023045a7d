package eu.flexcoop.middleware.routes.telemetry.longterm.internal;

import java.util.ArrayList;
import java.util.List;

import org.apache.camel.component.hbase.model.HBaseCell;
import org.apache.camel.component.hbase.model.HBaseRow;

import eu.flexcoop.middleware.series.api.SeriesRows;
import eu.flexcoop.middleware.telemetry.api.QuarterHourValue;

/** Turns values of 15-minute documents into rows for camel-hbase. */
final class QuarterHourRows {
    private QuarterHourRows() {}

    static List<HBaseRow> of(List<QuarterHourValue> values) {
        List<HBaseRow> rows = new ArrayList<>(values.size());
        values.stream().filter(value -> value.value().isPresent()).forEach(value -> rows.add(row(value)));
        return rows;
    }

    private static HBaseRow row(QuarterHourValue value) {
        HBaseCell cell = new HBaseCell();
        cell.setFamily(SeriesRows.FAMILY);
        cell.setQualifier(SeriesRows.VALUE);
        cell.setValue(SeriesRows.value(value.value().getAsDouble(), value.verified()));
        HBaseRow row = new HBaseRow();
        row.setId(SeriesRows.key(value.device().value(), value.metric(), value.at()));
        row.getCells().add(cell);
        return row;
    }
}
