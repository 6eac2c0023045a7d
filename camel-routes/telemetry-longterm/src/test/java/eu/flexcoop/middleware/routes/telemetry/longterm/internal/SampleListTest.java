package eu.flexcoop.middleware.routes.telemetry.longterm.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.fixtures.ArchiveServices;
import eu.flexcoop.middleware.fixtures.SeriesOnHBase;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesValue;
import eu.flexcoop.middleware.testing.NeedsHBase;
import eu.flexcoop.middleware.testing.PrivateHBase;
import eu.flexcoop.middleware.testing.SharedHBase;

import static org.assertj.core.api.Assertions.assertThat;

/** The source {@code telemetry:samples} lists what HBase has, in whichever parts it is read. */
@Timeout(120)
@NeedsHBase
@ExtendWith(SharedHBase.class)
class SampleListTest {
    private static final String DEVICE = "listed";
    private static final Instant START = Instant.parse("2021-03-01T00:07:00Z");
    private static final Instant END = START.plus(Duration.ofDays(300));
    private static final Caller SERVICE =
            new Caller("service", Role.SERVICE, Optional.empty(), Optional.empty(), Optional.empty(), Set.of());
    private static final List<BsonDocument> ROWS = new ArrayList<>();

    private static SeriesOnHBase hbase;
    private static ResourceSource source;

    @BeforeAll
    static void fill(PrivateHBase server) throws Exception {
        hbase = new SeriesOnHBase(server);
        source = ArchiveServices.samples(hbase.store());
        List<SeriesPoint> points = new ArrayList<>();
        for (Instant at = START; at.isBefore(END); at = at.plus(Duration.ofMinutes(100))) {
            long number = at.getEpochSecond() / 60;
            boolean verified = number % 31 != 0;
            int kind = (int) (number / 100 % 3);
            double decimal = number / 7.0;
            SeriesValue value = kind == 0
                    ? SeriesValue.of(decimal)
                    : kind == 1 ? SeriesValue.of(-number) : SeriesValue.of("text " + number);
            points.add(new SeriesPoint(new DeviceId(DEVICE), "kwh", at, value, verified));
            BsonValue shown = kind == 0
                    ? new BsonDouble(decimal)
                    : kind == 1 ? new BsonInt64(-number) : new BsonString("text " + number);
            ROWS.add(new BsonDocument("device_id", new BsonString(DEVICE))
                    .append("metric", new BsonString("kwh"))
                    .append("timestamp", new BsonDateTime(at.toEpochMilli()))
                    .append("value", shown)
                    .append("verified", BsonBoolean.valueOf(verified)));
        }
        hbase.store().write(points, List.of());
    }

    @AfterAll
    static void disconnect() throws Exception {
        if (hbase != null) {
            hbase.close();
        }
    }

    private static SourceRows rows(int order, long skip, int limit) {
        Document filter = new Document("device_id", DEVICE)
                .append("metric", "kwh")
                .append("timestamp", new Document("$gte", Date.from(START)).append("$lt", Date.from(END)));
        Document sort = new Document("timestamp", order);
        return source.find(new SourceQuery(filter, new Document(), sort, skip, limit, Duration.ofSeconds(30)), SERVICE);
    }

    private static List<BsonDocument> listed(int order, long skip, int limit) {
        List<BsonDocument> found = new ArrayList<>();
        try (SourceRows rows = rows(order, skip, limit)) {
            rows.forEachRemaining(row -> found.add(row.decode(new BsonDocumentCodec())));
        }
        return found;
    }

    @Test
    void allRowsAreListedInTheOrderOfTime() {
        assertThat(listed(1, 0, 0)).isEqualTo(ROWS);
    }

    @Test
    void allRowsAreListedWithTheLatestFirst() {
        List<BsonDocument> backwards = new ArrayList<>(ROWS);
        Collections.reverse(backwards);
        assertThat(listed(-1, 0, 0)).isEqualTo(backwards);
    }

    @Test
    void aPageBeginsAndEndsWhereItShould() {
        assertThat(listed(1, 700, 900)).isEqualTo(ROWS.subList(700, 1600));
        assertThat(listed(1, 4000, 0)).isEqualTo(ROWS.subList(4000, ROWS.size()));
    }

    @Test
    void aListThatIsLeftEarlyIsClosed() {
        SourceRows rows = rows(1, 0, 0);
        assertThat(rows.hasNext()).isTrue();
        rows.close();
        assertThat(rows.hasNext()).isFalse();
    }
}
