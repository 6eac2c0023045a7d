package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bson.Document;
import org.bson.codecs.DocumentCodec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.GroupRefusedException;
import eu.flexcoop.middleware.openadr.api.VenGroup;
import eu.flexcoop.middleware.openadr.vtn.internal.groups.GroupMemberSource;
import eu.flexcoop.middleware.openadr.vtn.internal.groups.GroupSource;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Groups of VENs, as the shell and REST change and show them. */
class VenGroupsTest {
    private static final Caller COOP = new Caller(
            "coop", Role.AGGREGATOR, Optional.empty(), Optional.of(new AggregatorId("coop.example")), Optional.empty());
    private static final Caller OTHER = new Caller(
            "other",
            Role.AGGREGATOR,
            Optional.empty(),
            Optional.of(new AggregatorId("other.example")),
            Optional.empty());
    private static final Caller ANN = new Caller(
            "account-a", Role.PROSUMER, Optional.of(new AccountId("account-a")), Optional.empty(), Optional.empty());

    private TestVtn vtn;
    private GroupSource source;
    private VenId a;
    private VenId b;

    @BeforeEach
    void start() throws IOException {
        vtn = new TestVtn(TestMongo.empty());
        source = new GroupSource(vtn.groups);
        a = vtn.join("a");
        b = vtn.join("b");
    }

    private List<Document> rows(ResourceSource shown, Caller caller, Document projection) {
        List<Document> rows = new ArrayList<>();
        SourceQuery query =
                new SourceQuery(new Document(), projection, new Document("_id", 1), 0, 25, Duration.ofSeconds(10));
        try (SourceRows found = shown.find(query, caller)) {
            found.forEachRemaining(row -> rows.add(row.decode(new DocumentCodec())));
        }
        return rows;
    }

    private static Document body(String id, VenId... members) {
        return new Document("group_id", id)
                .append("members", List.of(members).stream().map(VenId::value).toList());
    }

    @Test
    void aGroupHasItsMembersOnceEach() {
        assertThat(vtn.groups.add(TestVtn.ADMIN, "north", List.of(b, a, b))).isEqualTo(2);
        assertThat(vtn.groups.add(TestVtn.ADMIN, "north", List.of(a))).isZero();
        assertThat(vtn.groups.members(TestVtn.ADMIN, "north", Optional.empty(), 10))
                .containsExactlyInAnyOrder(a, b);
        assertThat(vtn.groups.remove(TestVtn.ADMIN, "north", List.of(a, a, new VenId("nobody"))))
                .isEqualTo(1);
        assertThat(vtn.groups.list(TestVtn.ADMIN, Optional.empty(), 10))
                .singleElement()
                .satisfies(group -> {
                    assertThat(group.id()).isEqualTo("north");
                    assertThat(group.members()).isEqualTo(1);
                    assertThat(group.aggregator()).isEmpty();
                });
    }

    @Test
    void listsHavePages() {
        for (String id : List.of("c", "a", "b")) {
            vtn.groups.add(TestVtn.ADMIN, id, List.of(a, b));
        }
        List<VenId> members = vtn.groups.members(TestVtn.ADMIN, "a", Optional.empty(), 10);

        assertThat(vtn.groups.list(TestVtn.ADMIN, Optional.of("a"), 1))
                .extracting(VenGroup::id)
                .containsExactly("b");
        assertThat(vtn.groups.members(TestVtn.ADMIN, "a", Optional.of(members.get(0)), 10))
                .containsExactly(members.get(1));
    }

    @Test
    void nothingIsStoredOfARefusedGroup() {
        assertThatThrownBy(() -> vtn.groups.add(TestVtn.ADMIN, "north", List.of(a, new VenId("nobody"))))
                .isInstanceOf(GroupRefusedException.class)
                .hasMessageContaining("VEN nobody is not registered");
        assertThatThrownBy(() -> vtn.groups.add(OTHER, "theirs", List.of(a))).hasMessageContaining("not yours");
        assertThatThrownBy(() -> vtn.groups.add(ANN, "mine", List.of(a))).hasMessageContaining("Only aggregators");
        assertThatThrownBy(() -> vtn.groups.add(TestVtn.ADMIN, "no/id", List.of(a)))
                .hasMessageContaining("no id of a group");
        assertThatThrownBy(() -> vtn.groups.remove(TestVtn.ADMIN, "nowhere", List.of(a)))
                .hasMessageContaining("unknown");
        assertThat(vtn.groups.list(TestVtn.ADMIN, Optional.empty(), 10)).isEmpty();
    }

    @Test
    void anAggregatorHasItsOwnGroups() {
        vtn.groups.add(TestVtn.ADMIN, "north", List.of(a));
        vtn.groups.add(COOP, "ours", List.of(a));

        assertThat(vtn.groups.list(COOP, Optional.empty(), 10))
                .extracting(VenGroup::id)
                .containsExactly("ours");
        assertThat(vtn.groups.list(OTHER, Optional.empty(), 10)).isEmpty();
        assertThat(vtn.groups.list(ANN, Optional.empty(), 10)).isEmpty();
        assertThat(rows(source, COOP, new Document())).extracting("group_id").containsExactly("ours");
        assertThat(rows(new GroupMemberSource(vtn.groups), COOP, new Document()))
                .extracting("ven_id")
                .containsExactly(a.value());
        assertThat(rows(new GroupMemberSource(vtn.groups), ANN, new Document())).isEmpty();
        assertThatThrownBy(() -> vtn.groups.add(COOP, "north", List.of(b)))
                .isInstanceOfSatisfying(
                        GroupRefusedException.class, e -> assertThat(e.status()).isEqualTo(409));
        assertThatThrownBy(() -> vtn.groups.remove(COOP, "north", List.of(a))).hasMessageContaining("unknown");
    }

    @Test
    void restMakesChangesAndRemovesGroups() {
        Map<String, Object> created = source.create(COOP, body("ours", a).append("name", "Our homes"));
        assertThat(created)
                .containsEntry("group_id", "ours")
                .containsEntry("aggregator_id", "coop.example")
                .containsEntry("_etag", "ours-0");
        assertThatThrownBy(() -> source.create(COOP, body("ours"))).hasMessageContaining("already");

        Document stored = rows(source, COOP, new Document()).get(0);
        assertThat(stored).containsEntry(GroupSource.MEMBER_COUNT, 1L);
        assertThat(source.change(
                        COOP,
                        stored,
                        new Document("add_members", List.of(b.value()))
                                .append("remove_members", List.of(a.value()))
                                .append("name", "Theirs")))
                .containsEntry("_etag", "ours-1")
                .containsEntry("name", "Theirs");
        assertThat(vtn.groups.members(COOP, "ours", Optional.empty(), 10)).containsExactly(b);
        assertThatThrownBy(() -> source.change(COOP, stored, new Document("name", "Mine")))
                .isInstanceOfSatisfying(
                        GroupRefusedException.class, e -> assertThat(e.status()).isEqualTo(412));
        assertThatThrownBy(() -> source.change(COOP, stored, body("ours", a))).hasMessageContaining("add_members");
        assertThatThrownBy(() -> source.change(COOP, stored, new Document("add_members", List.of(1))))
                .hasMessageContaining("add_members[0] must be a ven_id");

        source.remove(COOP, stored);
        assertThat(rows(source, TestVtn.ADMIN, new Document())).isEmpty();
        assertThat(rows(new GroupMemberSource(vtn.groups), TestVtn.ADMIN, new Document()))
                .isEmpty();
    }

    @Test
    void anOperatorMayMakeAGroupForAnAggregator() {
        source.create(TestVtn.ADMIN, body("ours", a).append("aggregator_id", "coop.example"));

        assertThat(vtn.groups.list(COOP, Optional.empty(), 10)).hasSize(1);
    }

    @Test
    void membersAreCountedOnlyWhenTheyAreWanted() {
        source.create(COOP, body("ours", a, b));

        assertThat(rows(source, COOP, new Document("name", 1)).get(0)).doesNotContainKey(GroupSource.MEMBER_COUNT);
        assertThat(rows(source, COOP, new Document(GroupSource.MEMBER_COUNT, 1)).get(0))
                .containsEntry(GroupSource.MEMBER_COUNT, 2L);
    }

    @Test
    void aVenThatIsRemovedLeavesItsGroupsAndAGroupThatIsRemovedLeavesNoMembers() {
        VenId gone = vtn.join("gone");
        VenId stays = vtn.join("stays");
        vtn.groups.add(TestVtn.ADMIN, "one", List.of(gone, stays));
        vtn.groups.add(TestVtn.ADMIN, "two", List.of(gone));

        vtn.administration.remove(TestVtn.ADMIN, gone);

        assertThat(vtn.groups.members(TestVtn.ADMIN, "one", Optional.empty(), 10))
                .containsExactly(stays);
        assertThat(vtn.groups.members(TestVtn.ADMIN, "two", Optional.empty(), 10))
                .isEmpty();

        vtn.groups.delete(TestVtn.ADMIN, "one");
        assertThat(vtn.groups.list(TestVtn.ADMIN, Optional.empty(), 10))
                .extracting(VenGroup::id)
                .containsExactly("two");
        assertThatThrownBy(() -> vtn.groups.delete(TestVtn.ADMIN, "one")).hasMessageContaining("'one' is unknown");
        assertThat(vtn.vens.byIds(List.of(stays))).hasSize(1);
    }
}
