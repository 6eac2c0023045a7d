package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import com.mongodb.client.model.Filters;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.vtn.internal.docs.PageSamples;
import eu.flexcoop.middleware.openadr.vtn.internal.groups.GroupSource;
import eu.flexcoop.middleware.openadr.vtn.internal.registration.VenSource;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.resources.spi.SourceCommandException;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;

import static org.assertj.core.api.Assertions.assertThat;

/** Each field of a resource can be filtered by, or is refused with what to do instead; none silently finds nothing. */
class UnstoredFieldsOfRowsTest {
    private static final Path DEFINITIONS =
            PageSamples.repository().resolve("resource-defs/flexcoop/src/main/resources/OSGI-INF/resources");

    private TestVtn vtn;
    private VenId ven;

    @BeforeEach
    void start() throws IOException {
        vtn = new TestVtn(TestMongo.empty());
        ven = vtn.join("a");
    }

    /** Fields of the definition by which rows that have them are not found. */
    private static List<String> notFound(String resource, ResourceSource source, Function<String, String> refusal)
            throws IOException {
        List<String> notFound = new ArrayList<>();
        Document definition = Document.parse(Files.readString(DEFINITIONS.resolve(resource + ".json")));
        for (String field : definition.get("schema", Document.class).keySet()) {
            SourceQuery query = new SourceQuery(
                    Filters.exists(field), new Document(), new Document(field, 1), 0, 25, Duration.ofSeconds(10));
            try (SourceRows rows = source.find(query, TestVtn.ADMIN)) {
                if (!rows.hasNext()) {
                    notFound.add(field);
                }
            } catch (SourceCommandException e) {
                assertThat(e.advice()).as(field).contains(refusal.apply(field));
            }
        }
        return notFound;
    }

    @Test
    void ofVensTheTimeOfTheLastMessageIsRefused() throws IOException {
        ResourceSource vens = new VenSource(vtn.vens, vtn.presence, vtn.administration);
        vtn.vens.states().unreachable(ven, "no route", vtn.clock.instant());
        vtn.register(TestVtn.box("a"));
        vtn.vens.states().unreachable(ven, "no route", vtn.clock.instant());

        assertThat(notFound("virtual_end_node", vens, field -> "last_seen".equals(field) ? "ven_presence" : "?"))
                .isEmpty();
    }

    @Test
    void ofGroupsTheMembersAreRefused() throws IOException {
        GroupSource groups = new GroupSource(vtn.groups);
        groups.create(
                TestVtn.ADMIN,
                new Document("group_id", "north")
                        .append("name", "The north")
                        .append("aggregator_id", "coop.example")
                        .append("members", List.of(ven.value())));

        assertThat(notFound(
                        "ven_groups",
                        groups,
                        field -> field.contains("member") ? "ven_group_members" : "none expected"))
                .isEmpty();
    }

    @Test
    void ofEventsCountsAndWhatTheyAreMadeOfAreRefused() throws IOException {
        vtn.events.create(TestVtn.ADMIN, EventFixtures.request(vtn.clock.instant(), ven));

        assertThat(notFound("dr_events", vtn.eventSource(), field -> "Filter"))
                .as("optional fields that this event does not have")
                .containsExactlyInAnyOrderElementsOf(Set.of("baseline", "notify_at", "vtn_comment"));
    }
}
