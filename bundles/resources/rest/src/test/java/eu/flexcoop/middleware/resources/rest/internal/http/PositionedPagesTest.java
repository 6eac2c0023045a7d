package eu.flexcoop.middleware.resources.rest.internal.http;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.core.internal.publishing.PublishedResources;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccessTest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;

/** Lists that are read from position to position ({@code after}), against a real mongod. */
@NeedsMongod
public class PositionedPagesTest {
    private static final Caller ADMIN = RowAccessTest.caller(Role.ADMIN, "root");
    private static final Caller ANN = RowAccessTest.caller(Role.PROSUMER, "ann");
    private static final int ROWS = 66;

    private static PrivateMongod mongod;
    private static Router router;

    @BeforeAll
    public static void start() throws IOException {
        mongod = PrivateMongod.startOrSkip();
        PublishedResources registry = new PublishedResources();
        Published.add(
                registry,
                "mixed",
                """
                {'access': {'admin': {}, 'prosumer': {'rows': {'owner': '$account'}, 'hidden': ['secret']}},
                 'allow_unknown': true, 'mongo_indexes': {'v': [['v', 1], ['_id', 1]]},
                 'schema': {'owner': {'type': 'string'}, 'v': {}, 'n': {'type': 'integer'}, 'secret': {'type': 'integer'},
                            'tags': {'type': 'list'}, 'at': {'type': 'dict', 'schema': {'n': {'type': 'integer'}}}}}""");
        Published.add(
                registry,
                "kept",
                "{'access': {'admin': {}, 'prosumer': {'hidden': ['rank']}}, 'datasource': {'source': 'mixed',"
                        + " 'default_sort': [['rank', 1]]}, 'schema': {'n': {'type': 'integer'}, 'rank': {'type': 'integer'}}}");
        router = new Router(
                registry,
                new OpenResources(
                        MongoCollections.of(mongod.client(), PrivateMongod.DATABASE), name -> Optional.empty()),
                Published.SETTINGS);
        List<Object> values = Arrays.asList(
                null,
                1,
                2.5,
                -7L,
                Double.NaN,
                Decimal128.parse("2.5"),
                "a",
                "b",
                new Document("x", 1),
                new ObjectId(),
                true,
                false,
                new Date(0),
                new Date(5),
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY);
        mongod.database()
                .getCollection("mixed")
                .insertMany(IntStream.range(0, ROWS)
                        .mapToObj(i -> {
                            Document row = new Document("owner", i % 3 == 0 ? "ann" : "bob")
                                    .append("n", i % 4)
                                    .append("rank", i)
                                    .append("secret", i)
                                    .append("at", new Document("n", i % 5));
                            int value = i % (values.size() + 1);
                            return value == values.size() ? row : row.append("v", values.get(value));
                        })
                        .toList());
    }

    @AfterAll
    public static void stop() {
        if (mongod != null) {
            mongod.close();
        }
    }

    private static RestResponse get(Caller caller, String address) {
        return Requests.request(router, caller, "GET", address, "");
    }

    private static Document page(Caller caller, String address) {
        RestResponse answer = get(caller, address);
        assertThat(answer.status()).as(address).isEqualTo(200);
        return Requests.json(answer);
    }

    private static Optional<String> next(Document page) {
        return Optional.ofNullable(page.get("_links", Document.class).get("next", Document.class))
                .map(link -> link.getString("href"));
    }

    private static List<String> ids(Document page) {
        return page.getList("_items", Document.class).stream()
                .map(item -> item.getString("_id"))
                .toList();
    }

    /** Follows the links from a first page to the end. */
    private static List<String> walk(Caller caller, String address) {
        List<String> ids = new ArrayList<>();
        Optional<String> next = Optional.of(address);
        for (int pages = 0; next.isPresent(); pages++) {
            assertThat(pages).as(address).isLessThan(ROWS);
            Document page = page(caller, next.get());
            ids.addAll(ids(page));
            next = next(page);
        }
        return ids;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v", "-v", "n", "-n,v", "n,-v", "_id", "-_id", "at.n,-_id", "-unknown", "owner,n,-v"})
    void pagesByPositionAreThoseOfTheWholeList(String sort) {
        String order = sort.isEmpty() ? "" : "sort=" + sort + "&";
        List<String> whole = ids(page(ADMIN, "mixed?%smax_results=300".formatted(order)));

        List<String> walked = walk(ADMIN, "mixed?%smax_results=7&after=".formatted(order));

        assertThat(walked).hasSize(ROWS).doesNotHaveDuplicates();
        if (!sort.isEmpty()) { // otherwise the whole list has any order
            assertThat(walked).isEqualTo(whole);
        }
    }

    @Test
    void rowsOfOthersAreOnNoPage() {
        String filtered = "mixed?where={\"n\":{\"$lt\":2}}&sort=-n&max_results=3&after=";

        assertThat(walk(ANN, filtered))
                .hasSize(11)
                .isSubsetOf(ids(page(ADMIN, "mixed?where={\"owner\":\"ann\"}&max_results=300")));
        assertThat(next(page(ADMIN, filtered)))
                .hasValueSatisfying(link -> assertThat(walk(ANN, link.replaceFirst("^.*\\?", "mixed?")))
                        .as("a position of somebody else")
                        .isSubsetOf(ids(page(ANN, "mixed?max_results=300"))));
    }

    @Test
    void aPageSaysOnlyWhatItIsAskedFor() {
        Document page = page(ADMIN, "mixed?sort=n&max_results=5&after=");

        assertThat(page.get("_meta", Document.class)).isEqualTo(new Document("max_results", 5));
        assertThat(page.get("_links", Document.class)).containsOnlyKeys("parent", "self", "next");
        assertThat(page(ADMIN, "mixed?sort=n&max_results=5&after=&count=true").get("_meta", Document.class))
                .containsEntry("total", ROWS);
        assertThat(page(ADMIN, "mixed?count=0").get("_meta", Document.class)).doesNotContainKey("total");
        assertThat(page(ADMIN, "mixed?count=exact&max_results=1").get("_meta", Document.class))
                .containsEntry("total", ROWS);
    }

    @Test
    void aPositionDoesNotTellWhatIsHidden() {
        assertThat(get(ANN, "kept?after=").status()).isEqualTo(400);
        assertThat(get(ANN, "mixed?sort=secret&after=").status()).isEqualTo(400);
        assertThat(walk(ANN, "kept?sort=n&max_results=10&after=")).hasSize(ROWS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sort=n&after=x",
                "sort=n&after=e30",
                "sort=n&page=2&after=",
                "sort=tags&after=",
                "sort=n&projection={\"v\":1}&after=",
                "sort=n&projection={\"n\":0}&after=",
                "count=some",
            })
    void whatCannotBeReadByPositionIsRefused(String query) {
        assertThat(get(ADMIN, "mixed?" + query).status()).as(query).isEqualTo(400);
    }

    @Test
    void aPositionIsForOneSortAndHoldsPlainValues() {
        String link = next(page(ADMIN, "mixed?sort=n&max_results=5&after=")).orElseThrow();
        String position = link.substring(link.indexOf("after=") + "after=".length());

        assertThat(get(ADMIN, "mixed?sort=v&after=" + position).status()).isEqualTo(400);
        for (String tampered : List.of(
                "{'o': {'n': 1, 'secret': 1}, 'v': [1, 1]}",
                "{'o': {'n': 1, '_id': 1}, 'v': [[1], 1]}",
                "{'o': {'n': 1, '_id': 1}, 'v': [{'$regularExpression': {'pattern': 'x', 'options': ''}}, 1]}",
                "{'o': {'n': 1}, 'v': [1, 2]}",
                "{'o': 1, 'v': 1}")) {
            String text = Base64.getUrlEncoder()
                    .encodeToString(tampered.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
            assertThat(get(ADMIN, "mixed?sort=n&after=" + URLEncoder.encode(text, StandardCharsets.UTF_8))
                            .status())
                    .as(tampered)
                    .isEqualTo(400);
        }
    }
}
