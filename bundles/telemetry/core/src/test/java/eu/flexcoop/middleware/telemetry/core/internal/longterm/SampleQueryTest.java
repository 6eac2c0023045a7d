package eu.flexcoop.middleware.telemetry.core.internal.longterm;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.resources.spi.SourceQuery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SampleQueryTest {
    private static final Instant FROM = Instant.parse("2020-12-10T10:00:00Z");
    private static final Instant TO = Instant.parse("2020-12-11T00:00:00Z");
    private static final Document WHOLE = new Document("device_id", "d-1")
            .append("metric", "kwh")
            .append("timestamp", period("$gte", FROM).append("$lt", Date.from(TO)));

    private static Document period(String bound, Instant at) {
        return new Document(bound, Date.from(at));
    }

    private static SampleQuery query(Document filter, Document sort) {
        return SampleQuery.of(
                new SourceQuery(filter, new Document(), sort, 0, 25, Duration.ofSeconds(1)), LongTermSource.LONGEST);
    }

    @Test
    void aQueryIsAPeriodOfOneMetricOfOneDevice() {
        assertThat(query(WHOLE, new Document()))
                .isEqualTo(new SampleQuery(new DeviceId("d-1"), "kwh", FROM, TO, false));
        assertThat(query(WHOLE, new Document("timestamp", -1)).descending()).isTrue();
    }

    @Test
    void conditionsMayBeApart() {
        Document apart = new Document(
                "$and",
                List.of(
                        new Document("device_id", new Document("$eq", "d-1")),
                        new Document("metric", "kwh").append("timestamp", period("$gt", FROM)),
                        new Document("timestamp", period("$lte", TO)),
                        new Document("timestamp", period("$lt", TO.plusSeconds(60)))));

        SampleQuery query = query(apart, new Document("timestamp", 1));

        assertThat(query.from()).isEqualTo(FROM.plusMillis(1));
        assertThat(query.to()).isEqualTo(TO.plusMillis(1));
    }

    @Test
    void oneInstantIsAPeriodToo() {
        SampleQuery query = query(new Document(WHOLE).append("timestamp", Date.from(FROM)), new Document());

        assertThat(query.from()).isEqualTo(FROM);
        assertThat(query.to()).isEqualTo(FROM.plusMillis(1));
    }

    @ParameterizedTest
    @CsvSource({
        "device_id, device_id is missing",
        "metric, metric is missing",
        "timestamp, the beginning of the timestamp is missing"
    })
    void whatIsMissingIsTold(String field, String reason) {
        Document filter = new Document(WHOLE);
        filter.remove(field);

        assertThatThrownBy(() -> query(filter, new Document()))
                .isInstanceOf(SampleQueryException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void whatAScanCannotFindIsRefused() {
        refused(new Document(WHOLE).append("value", new Document("$gt", 3)), "'value' is not part of their key");
        refused(new Document(WHOLE).append("$or", List.of(WHOLE)), "'$or' is not part of their key");
        refused(
                new Document(WHOLE).append("device_id", new Document("$in", List.of("a", "b"))),
                "device_id is not one text");
        refused(
                new Document(WHOLE).append("$and", List.of(new Document("metric", "watts"))),
                "metric is to be 'kwh' and 'watts'");
        refused(new Document(WHOLE).append("timestamp", period("$ne", FROM)), "$ne has no meaning for a period");
        refused(
                new Document(WHOLE).append("timestamp", "2020"),
                "timestamp is compared with a value that is not a date");
        Instant late = FROM.plus(LongTermSource.LONGEST).plusMillis(1);
        refused(
                new Document(WHOLE).append("timestamp", period("$gte", FROM).append("$lt", Date.from(late))),
                "the period is longer than 400 days");
        assertThatThrownBy(() -> query(WHOLE, new Document("value", 1)))
                .hasMessageContaining("they are not in the order of 'value'");
    }

    private static void refused(Document filter, String reason) {
        assertThatThrownBy(() -> query(filter, new Document()))
                .isInstanceOf(SampleQueryException.class)
                .hasMessageContaining(reason);
    }
}
