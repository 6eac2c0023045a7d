package eu.flexcoop.middleware.resources.rest.internal.series;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;

import org.bson.Document;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;

/** Periods as Java and as MongoDB compute them. */
@NeedsMongod
class PeriodInMongoTest {
    /** Pages are cut here and rows are grouped there, so both must agree on every boundary. */
    @Test
    void periodsStartWhereMongoStartsThem() throws IOException {
        try (PrivateMongod mongod = PrivateMongod.startOrSkip()) {
            Random random = new Random(7);
            List<Document> rows = new ArrayList<>();
            Instant first = Instant.parse("1998-01-01T00:00:00Z");
            for (int i = 0; i < 500; i++) {
                rows.add(new Document("at", Date.from(first.plusSeconds(random.nextInt(1_000_000_000)))));
            }
            for (String text : List.of(
                    "2026-03-29T00:59:59.999Z",
                    "2026-03-29T01:00:00Z",
                    "2026-10-25T00:30:00Z",
                    "2026-10-25T01:30:00Z")) {
                rows.add(new Document("at", Date.from(Instant.parse(text))));
            }
            mongod.database().getCollection("moments").insertMany(rows);
            for (String zone : List.of("UTC", "Europe/Madrid", "America/New_York", "Asia/Kolkata", "+05:30")) {
                for (String text : List.of("PT90S", "15T", "1H", "6H", "D", "7D", "W", "2W", "M", "3M", "Y", "5Y")) {
                    compare(mongod, Period.parse(text, ZoneId.of(zone)));
                }
            }
        }
    }

    private static void compare(PrivateMongod mongod, Period period) {
        Document starts =
                new Document("at", 1).append("start", period.start("$at")).append("next", period.startAfter("$at", 1));
        for (Document row :
                mongod.database().getCollection("moments").aggregate(List.of(new Document("$project", starts)))) {
            Instant at = row.getDate("at").toInstant();
            Instant start = row.getDate("start").toInstant();
            assertThat(period.start(at)).as("%s of %s", period, at).isEqualTo(start);
            assertThat(period.next(start))
                    .as("after %s of %s", period, at)
                    .isEqualTo(row.getDate("next").toInstant());
        }
    }
}
