package eu.flexcoop.middleware.resources.rest.internal.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.http.RoleTable.Rights;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.testing.NeedsMongod;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Role, method, resource and owner for every resource of the platform, against {@code platform-roles.txt} and a real mongod: on no path
 * is a row of another account or cooperative read or written.
 */
@NeedsMongod
class PlatformRolesTest {
    private static final RoleTable TABLE = RoleTable.read();
    private static final Set<Integer> REFUSED = Set.of(401, 403, 404, 405);

    private static PlatformApi api;

    @BeforeAll
    static void start() throws IOException {
        api = new PlatformApi();
    }

    @AfterAll
    static void stop() {
        if (api != null) {
            api.close();
        }
    }

    /** The rows of a resource: the caller's, of another account, of another cooperative, and of a namesake there. */
    private record Rows(ResourceDefinition definition, List<Document> all) {
        static Rows store(ResourceDefinition definition) {
            api.collection(definition).deleteMany(new Document());
            List<Document> all = new ArrayList<>();
            all.add(api.store(definition, PlatformApi.ANN, PlatformApi.COOP));
            all.add(api.store(definition, PlatformApi.BOB, PlatformApi.COOP));
            all.add(api.store(definition, PlatformApi.EVE, PlatformApi.OTHER));
            if (cooperative(definition)) {
                all.add(api.store(definition, PlatformApi.ANN, PlatformApi.OTHER));
            }
            return new Rows(definition, all);
        }

        /** The account alone says who owns a row that names no cooperative, and some resources have one row per account. */
        private static boolean cooperative(ResourceDefinition definition) {
            FieldRule account = definition.schema().get("account_id");
            return (account == null || !account.unique())
                    && Stream.of("aggregator_id", "agreggator_id", "aggregator_ids")
                            .anyMatch(definition.schema()::containsKey);
        }

        List<Document> visible(Caller caller, Rights rights) {
            if (!rights.allows("GET")) {
                return List.of();
            }
            if (rights.all()) {
                return all;
            }
            return caller.role() == Role.PROSUMER ? all.subList(0, 1) : all.subList(0, 2);
        }

        List<Document> foreign(Caller caller, Rights rights) {
            return all.stream()
                    .filter(row -> !visible(caller, rights).contains(row))
                    .toList();
        }

        Document mine() {
            return all.get(0);
        }

        String address(Document row) {
            return definition.url() + "/" + row.get(definition.item().lookupField());
        }

        /** Addressed by what the caller's row has, too. */
        boolean isAlsoMine(Document row) {
            return address(row).equals(address(mine()));
        }

        Document stored(Document row) {
            return api.collection(definition)
                    .find(new Document("_id", row.get("_id")))
                    .first();
        }
    }

    private static List<Caller> callers(RoleTable.Entry entry) {
        List<Caller> callers = new ArrayList<>(List.of(
                Caller.ANONYMOUS,
                PlatformApi.prosumer(),
                PlatformApi.aggregator(),
                PlatformApi.admin(),
                PlatformApi.component("unlisted")));
        entry.components().forEach(client -> callers.add(PlatformApi.component(client)));
        return callers;
    }

    private interface Check {
        void run(ResourceDefinition definition, Caller caller, Rights rights);
    }

    private static Stream<DynamicTest> everywhere(Check check) {
        return api.definitions().stream().flatMap(definition -> {
            RoleTable.Entry entry = TABLE.resources().get(definition.name());
            return callers(entry).stream()
                    .map(caller -> DynamicTest.dynamicTest(
                            "%s as %s".formatted(definition.name(), name(caller)),
                            () -> check.run(definition, caller, entry.of(caller))));
        });
    }

    private static String name(Caller caller) {
        return caller.isAnonymous()
                ? "nobody"
                : caller.role().key() + " " + caller.client().orElse("");
    }

    private static String text(RestResponse response) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (response) {
            all.write(response.body());
            if (response.rest() != null) {
                response.rest().writeTo(all);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private static Set<String> ids(Stream<Document> rows) {
        return rows.map(row -> row.get("_id").toString()).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void theTableNamesEveryResource() {
        assertThat(api.definitions())
                .extracting(ResourceDefinition::name)
                .containsExactlyInAnyOrderElementsOf(TABLE.resources().keySet());
        assertThat(TABLE.resources()).hasSizeGreaterThanOrEqualTo(66);
    }

    @TestFactory
    Stream<DynamicTest> onlyOwnRowsAreListed() {
        return everywhere((definition, caller, rights) -> {
            Rows rows = Rows.store(definition);
            Set<String> visible = ids(rows.visible(caller, rights).stream());
            RestResponse list = api.send(caller, "GET", definition.url() + "?max_results=300", "");
            if (!rights.allows("GET")) {
                assertThat(list.status()).isIn(401, 403);
                assertThat(api.send(caller, "GET", definition.url() + "/_changes", "")
                                .status())
                        .isIn(401, 403, 404);
                assertThat(api.send(caller, "GET", "aggregate/" + definition.url() + "/1D", "")
                                .status())
                        .isIn(401, 403, 404);
                return;
            }
            assertThat(list.status()).isEqualTo(200);
            Document page = Document.parse(text(list));
            assertThat(ids(page.getList("_items", Document.class).stream())).isEqualTo(visible);
            assertThat(page.get("_meta", Document.class).getInteger("total")).isEqualTo(visible.size());
            for (String accept : List.of("application/x-ndjson", "text/csv")) {
                String exported = text(api.send(caller, "GET", definition.url(), "", "Accept", accept));
                assertThat(exported).contains(visible);
                assertThat(rows.foreign(caller, rights)).allSatisfy(row -> assertThat(exported)
                        .doesNotContain(row.get("_id").toString()));
            }
            for (Document row : rows.foreign(caller, rights)) {
                String where = "?where={\"$or\":[{\"_id\":\"%s\"},{\"_etag\":\"%s\"}]}"
                        .formatted(row.get("_id"), row.get("_etag"));
                assertThat(text(api.send(caller, "GET", definition.url() + where, "")))
                        .as(where)
                        .doesNotContain(row.getString("_etag"));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> onlyOwnRowsAreSummed() {
        return everywhere((definition, caller, rights) -> {
            if (definition.aggregation().isEmpty() || !rights.allows("GET") || rights.all()) {
                return;
            }
            Rows rows = Rows.store(definition);
            String summed = text(api.send(caller, "GET", "aggregate/" + definition.url() + "/1D?max_results=300", ""));
            assertThat(Document.parse(summed).getList("_items", Document.class))
                    .hasSameSizeAs(rows.visible(caller, rights));
        });
    }

    @TestFactory
    Stream<DynamicTest> onlyOwnRowsAreFoundByTheirAddress() {
        return everywhere((definition, caller, rights) -> {
            if (!definition.item().enabled()) {
                return;
            }
            Rows rows = Rows.store(definition);
            for (Document row : rows.all()) {
                RestResponse answer = api.send(caller, "GET", rows.address(row), "");
                boolean visible = rows.visible(caller, rights).stream()
                        .anyMatch(seen -> rows.address(seen).equals(rows.address(row)));
                assertThat(answer.status()).as(rows.address(row)).isIn(visible ? Set.of(200) : Set.of(401, 403, 404));
                if (visible) {
                    assertThat(ids(rows.visible(caller, rights).stream()))
                            .contains(Requests.json(answer).getString("_id"));
                }
            }
        });
    }

    /** Writes fail later than access for a wrong ETag or body, so nothing is changed here. */
    @TestFactory
    Stream<DynamicTest> eachRoleHasTheMethodsOfTheTable() {
        return everywhere((definition, caller, rights) -> {
            Rows rows = Rows.store(definition);
            Set<String> allowed = new TreeSet<>();
            if (!REFUSED.contains(
                    api.send(caller, "POST", definition.url(), "{}").status())) {
                allowed.add("POST");
            }
            if (definition.item().enabled()) {
                for (String method : List.of("PUT", "PATCH", "DELETE")) {
                    RestResponse answer = api.send(caller, method, rows.address(rows.mine()), "{}", "If-Match", "x");
                    if (!REFUSED.contains(answer.status())) {
                        allowed.add(method);
                    }
                }
            }
            assertThat(ids(api.collection(definition).find().into(new ArrayList<>()).stream()))
                    .containsAll(ids(rows.all().stream()));
            RestResponse list = api.send(caller, "GET", definition.url(), "");
            text(list);
            if (list.status() == 200) {
                allowed.add("GET");
            }
            if (!REFUSED.contains(
                    api.send(caller, "DELETE", definition.url(), "").status())) {
                allowed.add("list-DELETE");
            }
            assertThat(allowed).isEqualTo(new TreeSet<>(rights.methods()));
        });
    }

    @TestFactory
    Stream<DynamicTest> foreignRowsStayAsTheyAre() {
        return everywhere((definition, caller, rights) -> {
            if (rights.all() || caller.role() == Role.ADMIN) {
                return;
            }
            Rows rows = Rows.store(definition);
            for (Document row : rows.foreign(caller, rights)) {
                if (definition.item().enabled() && !rows.isAlsoMine(row)) {
                    for (String method : List.of("PATCH", "PUT", "DELETE")) {
                        RestResponse answer =
                                api.send(caller, method, rows.address(row), "{}", "If-Match", row.getString("_etag"));
                        // DELETE of what is not there is done already
                        assertThat(answer.status())
                                .as(method)
                                .isIn(
                                        method.equals("DELETE")
                                                ? Set.of(401, 403, 404, 405, 204)
                                                : Set.of(401, 403, 404, 405));
                    }
                }
                String where = "?where={\"_id\":\"%s\"}".formatted(row.get("_id"));
                for (String method : List.of("PATCH", "DELETE")) {
                    api.send(caller, method, definition.url() + where, "{}");
                }
                Document body = PlatformApi.body(definition, PlatformApi.ANN, PlatformApi.COOP);
                body.put(definition.item().idField(), row.get(definition.item().idField()));
                for (Representations sent : Representations.of(body)) {
                    api.send(
                            caller,
                            "POST",
                            definition.url() + "?upsert",
                            sent.body(),
                            "Content-Type",
                            sent.contentType());
                    api.send(caller, "POST", definition.url(), sent.body(), "Content-Type", sent.contentType());
                }
            }
            api.send(caller, "DELETE", definition.url() + "?where={}", "");
            api.send(caller, "DELETE", definition.url(), "");
            assertThat(rows.foreign(caller, rights))
                    .allSatisfy(row -> assertThat(rows.stored(row)).isEqualTo(row));
        });
    }

    /** Or the refusals of the next test would say nothing of the form. */
    @TestFactory
    Stream<DynamicTest> aRowOfTheCallersOwnIsTakenInEveryForm() {
        return everywhere((definition, caller, rights) -> {
            if (!rights.allows("POST") || definition.storage().source().isPresent()) {
                return;
            }
            Document own = PlatformApi.body(definition, PlatformApi.ANN, PlatformApi.COOP);
            for (Representations sent : Representations.of(own)) {
                api.collection(definition).deleteMany(new Document());
                RestResponse answer =
                        api.send(caller, "POST", definition.url(), sent.body(), "Content-Type", sent.contentType());
                assertThat(answer.status()).as("%s: %s", sent, text(answer)).isIn(200, 201);
                assertThat(api.collection(definition).countDocuments()).isOne();
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> nothingIsMadeOrMovedToAnotherOwner() {
        return everywhere((definition, caller, rights) -> {
            // of an event its owner, the VTN, checks whether the targets are the caller's
            if (rights.all() || caller.role() == Role.ADMIN || definition.name().equals("dr_events")) {
                return;
            }
            Rows rows = Rows.store(definition);
            Document own = PlatformApi.body(definition, PlatformApi.ANN, PlatformApi.COOP);
            List<Document> foreign = new ArrayList<>();
            foreign.add(PlatformApi.body(definition, PlatformApi.EVE, PlatformApi.OTHER));
            foreign.add(PlatformApi.body(definition, PlatformApi.ANN, PlatformApi.OTHER));
            if (caller.role() == Role.PROSUMER) {
                foreign.add(PlatformApi.body(definition, PlatformApi.BOB, PlatformApi.COOP));
            }
            // without fields that say the owner there is nothing to give away
            foreign.removeIf(body -> owners(body).equals(owners(own)));
            for (Document body : foreign) {
                List<RestResponse> answers = new ArrayList<>();
                for (String query : List.of("", "?upsert")) {
                    for (Document[] documents : new Document[][] {{body}, {own, body}}) {
                        for (Representations sent : Representations.of(documents)) {
                            answers.add(api.send(
                                    caller,
                                    "POST",
                                    definition.url() + query,
                                    sent.body(),
                                    "Content-Type",
                                    sent.contentType()));
                        }
                    }
                }
                if (definition.item().enabled()) {
                    for (String method : List.of("PATCH", "PUT")) {
                        String change = method.equals("PUT")
                                ? body.toJson()
                                : owners(body).toJson();
                        answers.add(api.send(
                                caller,
                                method,
                                rows.address(rows.mine()),
                                change,
                                "If-Match",
                                rows.mine().getString("_etag")));
                    }
                }
                assertThat(answers).extracting(RestResponse::status).allSatisfy(status -> assertThat(status)
                        .isBetween(400, 499));
            }
            assertThat(api.collection(definition).find().into(new ArrayList<>()))
                    .containsExactlyInAnyOrderElementsOf(rows.all());
        });
    }

    private static Document owners(Document body) {
        Document owners = new Document();
        for (String field : List.of("account_id", "aggregator_id", "agreggator_id")) {
            if (body.containsKey(field)) {
                owners.put(field, body.get(field));
            }
        }
        return owners;
    }
}
