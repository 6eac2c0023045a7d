package eu.flexcoop.middleware.routes.telemetry.longterm.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

import org.apache.camel.Message;
import org.apache.camel.component.hbase.model.HBaseData;
import org.apache.camel.component.hbase.model.HBaseRow;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultMessage;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesRows;

import static org.assertj.core.api.Assertions.assertThat;

class LongTermBatchTest {
    private static final Instant T0 = Instant.parse("2026-11-24T06:00:00Z");

    private final Message message = new DefaultMessage(new DefaultCamelContext());

    private static Document mark(String device, int fromMinute, int toMinute) {
        return new Document("_id", device + fromMinute)
                .append("device_id", device)
                .append("from", at(fromMinute))
                .append("to", at(toMinute))
                .append("since", at(0))
                .append("rev", new BsonTimestamp(1, fromMinute));
    }

    private static Date at(int minute) {
        return Date.from(T0.plus(Duration.ofMinutes(minute)));
    }

    private static Document stretch(String device, int fromMinute, int toMinute) {
        return new Document("device_id", device)
                .append("timestamp", new Document("$gte", at(fromMinute)).append("$lt", at(toMinute)));
    }

    @Test
    void adjoiningHoursOfADeviceAreAskedForAsOneStretch() {
        LongTermBatch batch = new LongTermBatch(10);
        message.setBody(List.of(
                mark("b", 60, 120), mark("a", 60, 120), mark("a", 0, 60), mark("a", 180, 195), mark("b", 130, 180)));
        batch.rangesFound(message);
        batch.askForDocuments(message);
        assertThat(message.getBody(Document.class).getList("$or", Document.class))
                .containsExactly(
                        stretch("a", 0, 120), stretch("a", 180, 195), stretch("b", 60, 120), stretch("b", 130, 180));
        assertThat(batch.mayFindMore()).isFalse();
    }

    @Test
    void everyNumberOfADocumentIsARowAndOnlyEnergyCanBeUnverified() {
        LongTermBatch batch = new LongTermBatch(1);
        message.setBody(List.of(mark("a", 0, 15)));
        batch.rangesFound(message);
        message.setBody(List.of(new Document("device_id", "a")
                .append("timestamp", at(0))
                .append("kwh", 0.25)
                .append("watts", 1000)
                .append("airquality", "3")
                .append("unknown", 5)));
        batch.documentsFound(message);
        assertThat(batch.rows()).hasSize(1);
        HBaseData rows = batch.rows().get(0);
        assertThat(rows.getRows())
                .extracting(LongTermBatchTest::point)
                .containsExactly(
                        new SeriesPoint("a", "kwh", T0, 0.25, false), new SeriesPoint("a", "watts", T0, 1000, true));
        assertThat(batch.mayFindMore()).isTrue();
    }

    private static SeriesPoint point(HBaseRow row) {
        return SeriesRows.point(
                (byte[]) row.getId(), (byte[]) row.getCells().iterator().next().getValue());
    }
}
