package eu.flexcoop.middleware.security.oauth.internal;

import java.security.PublicKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.security.api.InvalidTokenException;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** On a real mongod. */
@NeedsMongod
class StoredAccountIssuersTest {
    private static final AccountId ANN = new AccountId("ann");
    private static final TrustedIssuer COOP = new Issuer("https://id.coop.example", Set.of());
    private static final TrustedIssuer OTHER = new Issuer("https://id.other.example", Set.of());

    private static PrivateMongod mongod;

    private MongoCollection<Document> collection;

    private record Issuer(String url, Set<String> formerIssuers) implements TrustedIssuer {
        @Override
        public PublicKey key(String id) {
            throw new InvalidTokenException("no keys here");
        }

        @Override
        public ClaimRules rules() {
            throw new IllegalStateException("no rules here");
        }
    }

    @BeforeAll
    static void start() throws Exception {
        mongod = PrivateMongod.startOrSkip();
    }

    @AfterAll
    static void stop() {
        if (mongod != null) {
            mongod.close();
        }
    }

    @BeforeEach
    void noAccountIsKnown() {
        collection = mongod.database().getCollection("account-issuer-" + UUID.randomUUID());
    }

    private AccountIssuers node() {
        return new StoredAccountIssuers(collection, 100, Duration.ofMinutes(5));
    }

    @Test
    void theFirstIssuerKeepsTheAccountOnAllNodes() {
        AccountIssuers node = node();
        node.require(ANN, COOP);

        for (AccountIssuers any : List.of(node, node())) {
            assertThatCode(() -> any.require(ANN, COOP)).doesNotThrowAnyException();
            assertThatThrownBy(() -> any.require(ANN, OTHER))
                    .isInstanceOf(InvalidTokenException.class)
                    .hasMessageContaining("may not speak for account 'ann'");
        }
        assertThat(collection.countDocuments()).isEqualTo(1);
    }

    @Test
    void oneOfManyThatComeAtTheSameTimeGetsTheAccount() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> attempts = IntStream.range(0, 32)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        try {
                            node().require(ANN, i % 2 == 0 ? COOP : OTHER);
                            return i % 2 == 0;
                        } catch (InvalidTokenException e) {
                            return i % 2 != 0;
                        }
                    })
                    .toList();
            Set<Boolean> coopHasIt = new HashSet<>();
            for (var attempt : threads.invokeAll(attempts)) {
                coopHasIt.add(attempt.get());
            }
            assertThat(coopHasIt).hasSize(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anIssuerTakesOverTheAccountsOfItsFormerOneForGood() {
        node().require(ANN, COOP);
        TrustedIssuer moved = new Issuer("https://login.coop.example", Set.of(COOP.url()));

        node().require(ANN, moved);

        assertThatThrownBy(() -> node().require(ANN, COOP)).isInstanceOf(InvalidTokenException.class);
        assertThatCode(() -> node().require(ANN, moved)).doesNotThrowAnyException();
        assertThatThrownBy(() -> node().require(ANN, OTHER)).isInstanceOf(InvalidTokenException.class);
    }
}
