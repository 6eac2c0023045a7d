package eu.flexcoop.middleware.routes.telemetry.longterm.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import org.bson.Document;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.fixtures.ArchiveServices;
import eu.flexcoop.middleware.fixtures.SeriesOnHBase;
import eu.flexcoop.middleware.resources.spi.Periods;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesStore;
import eu.flexcoop.middleware.series.api.SeriesValue;
import eu.flexcoop.middleware.testing.NeedsHBase;
import eu.flexcoop.middleware.testing.PrivateHBase;
import eu.flexcoop.middleware.testing.SharedHBase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** The source {@code telemetry:samples} sums up what it lists, on a real HBase. */
@Timeout(120)
@NeedsHBase
@ExtendWith(SharedHBase.class)
class SampleSummariesTest {
    private static final ZoneId MADRID = ZoneId.of("Europe/Madrid");
    private static final String DEVICE = "summaries";
    /** The clock is put forward and back within the period, and the device is away for two years. */
    private static final Instant START = Instant.parse("2021-03-01T00:07:00Z");

    private static final Instant AWAY = Instant.parse("2021-11-20T05:22:00Z");
    private static final Instant BACK = Instant.parse("2023-12-30T00:07:00Z");
    private static final Instant END = Instant.parse("2024-01-10T09:37:00Z");
    private static final Periods HOURS =
            new Periods(at -> at.truncatedTo(ChronoUnit.HOURS), start -> start.plus(1, ChronoUnit.HOURS));
    private static final Periods DAYS = new Periods(SampleSummariesTest::day, start -> nextDay(start, 1));
    private static final Periods MONTHS = new Periods(
            at -> at.atZone(MADRID)
                    .toLocalDate()
                    .withDayOfMonth(1)
                    .atStartOfDay(MADRID)
                    .toInstant(),
            start -> start.atZone(MADRID)
                    .toLocalDate()
                    .plusMonths(1)
                    .atStartOfDay(MADRID)
                    .toInstant());

    private static SeriesOnHBase hbase;
    private static ResourceSource source;

    private static Instant day(Instant at) {
        return at.atZone(MADRID).toLocalDate().atStartOfDay(MADRID).toInstant();
    }

    private static Instant nextDay(Instant start, int days) {
        LocalDate date = start.atZone(MADRID).toLocalDate();
        return date.plusDays(days).atStartOfDay(MADRID).toInstant();
    }

    @BeforeAll
    static void fill(PrivateHBase server) throws Exception {
        hbase = new SeriesOnHBase(server);
        SeriesStore store = hbase.store();
        source = ArchiveServices.samples(store);
        List<SeriesPoint> points = new ArrayList<>();
        for (Instant at = START; at.isBefore(END); at = at.equals(AWAY) ? BACK : at.plus(Duration.ofMinutes(15))) {
            long number = at.getEpochSecond() / 900;
            points.add(new SeriesPoint(
                    new DeviceId(DEVICE), "kwh", at, SeriesValue.of(number % 97 / 7.0), number % 31 != 0));
        }
        points.add(new SeriesPoint(new DeviceId(DEVICE), "kwh", AWAY.plusSeconds(1), SeriesValue.of("text"), true));
        store.write(points, List.of());
    }

    @AfterAll
    static void disconnect() throws Exception {
        if (hbase != null) {
            hbase.close();
        }
    }

    private static Caller caller(Role role) {
        return new Caller(
                "ann",
                role,
                Optional.of(new AccountId("ann")),
                Optional.of(new AggregatorId("coop.example")),
                Optional.empty(),
                Set.of());
    }

    private static SourceQuery query(Instant from, Instant to) {
        Document filter = new Document("device_id", DEVICE)
                .append("metric", "kwh")
                .append("timestamp", new Document("$gte", Date.from(from)).append("$lt", Date.from(to)));
        return new SourceQuery(filter, new Document(), new Document("timestamp", 1), 0, 0, Duration.ofSeconds(30));
    }

    private static List<RawBsonDocument> all(SourceRows rows) {
        List<RawBsonDocument> found = new ArrayList<>();
        try (rows) {
            rows.forEachRemaining(found::add);
        }
        return found;
    }

    private static List<RawBsonDocument> summaries(Instant from, Instant to, Periods periods) {
        return all(source.summarize(query(from, to), periods, caller(Role.SERVICE)));
    }

    /** The listed rows, in their periods. */
    private static Map<Instant, List<RawBsonDocument>> listed(Instant from, Instant to, Periods periods) {
        Map<Instant, List<RawBsonDocument>> listed = new TreeMap<>();
        for (Instant part = from; part.isBefore(to); part = part.plus(Duration.ofDays(300))) {
            Instant end = part.plus(Duration.ofDays(300)).isBefore(to) ? part.plus(Duration.ofDays(300)) : to;
            all(source.find(query(part, end), caller(Role.SERVICE))).stream()
                    .filter(row -> row.get("value").isNumber())
                    .forEach(row -> listed.computeIfAbsent(periods.start().apply(time(row)), any -> new ArrayList<>())
                            .add(row));
        }
        return listed;
    }

    private static Instant time(RawBsonDocument row) {
        return Instant.ofEpochMilli(row.getDateTime("timestamp").getValue());
    }

    @Test
    void everyPeriodIsThatOfTheListedRows() {
        Instant from = START.plus(Duration.ofMinutes(50));
        Instant to = END.minus(Duration.ofMinutes(70));
        for (Periods periods : List.of(HOURS, DAYS, MONTHS)) {
            Map<Instant, List<RawBsonDocument>> expected = listed(from, to, periods);
            List<RawBsonDocument> found = summaries(from, to, periods);
            assertThat(found).extracting(SampleSummariesTest::time).containsExactlyElementsOf(expected.keySet());
            found.forEach(row -> assertSummed(row, expected.get(time(row))));
        }
        assertThat(summaries(from, to, MONTHS)).hasSize(11);
    }

    private static void assertSummed(RawBsonDocument row, List<RawBsonDocument> listed) {
        DoubleSummaryStatistics numbers = listed.stream()
                .mapToDouble(each -> each.getDouble("value").getValue())
                .summaryStatistics();
        assertThat(row.getInt64("count").getValue()).isEqualTo(numbers.getCount());
        assertThat(number(row, "sum")).isCloseTo(numbers.getSum(), within(1e-9));
        assertThat(number(row, "mean")).isCloseTo(numbers.getAverage(), within(1e-9));
        assertThat(number(row, "minimum")).isEqualTo(numbers.getMin());
        assertThat(number(row, "maximum")).isEqualTo(numbers.getMax());
        assertThat(number(row, "first")).isEqualTo(number(listed.get(0), "value"));
        assertThat(number(row, "last")).isEqualTo(number(listed.get(listed.size() - 1), "value"));
        assertThat(row.getBoolean("verified").getValue())
                .isEqualTo(listed.stream()
                        .allMatch(each -> each.getBoolean("verified").getValue()));
        assertThat(row.getString("device_id").getValue()).isEqualTo(DEVICE);
    }

    private static double number(RawBsonDocument row, String field) {
        return row.getDouble(field).getValue();
    }

    @Test
    void othersThanServicesGetNothing() {
        for (Role role : List.of(Role.PROSUMER, Role.AGGREGATOR)) {
            assertThat(all(source.summarize(query(START, END), DAYS, caller(role))))
                    .isEmpty();
        }
    }

    @Test
    void aPeriodLongerThanTenYearsIsRefused() {
        assertThatThrownBy(() -> summaries(START, START.plus(Duration.ofDays(3_701)), DAYS))
                .isInstanceOf(MiddlewareException.class)
                .hasMessageContaining("longer than 3700 days");
    }
}
