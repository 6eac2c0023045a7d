package eu.flexcoop.middleware.der.core.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.telemetry.api.RegisteredBox;
import eu.flexcoop.middleware.telemetry.api.RegisteredBoxes;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static eu.flexcoop.middleware.der.core.internal.Registrations.ANN;
import static eu.flexcoop.middleware.der.core.internal.Registrations.owner;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A registry that begins later than the boxes. */
@NeedsMongod
class RegistryFillTest {
    private static PrivateMongod mongod;
    private MongoCollections mongo;
    private DerStore store;
    private Registrations telemetry;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void startMongod() throws IOException {
        mongod = PrivateMongod.startOrSkip();
    }

    @AfterAll
    static void stopMongod() {
        if (mongod != null) {
            mongod.close();
        }
    }

    @BeforeEach
    void begin() {
        mongod.database().drop();
        mongo = MongoCollections.of(mongod.client(), PrivateMongod.DATABASE);
        telemetry = opened(new Registrations(mongo));
        store = new DerStore(mongo);
    }

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T opened(T each) {
        open.add(each);
        return each;
    }

    private RegistryFill fill(BiConsumer<Optional<VenId>, Consumer<RegisteredBox>> walk) {
        RegisteredBoxes boxes = new RegisteredBoxes() {
            @Override
            public void forEach(Optional<VenId> after, Consumer<RegisteredBox> each) {
                walk.accept(after, each);
            }

            @Override
            public Optional<RegisteredBox> box(VenId ven) {
                return telemetry.boxes.box(ven);
            }
        };
        RegistryFill fill = RegistryFill.idle(store, boxes);
        open.add(fill::close);
        return fill;
    }

    private List<String> vens() {
        return store.ders().find().map(der -> der.getString("ven_id")).into(new ArrayList<>());
    }

    @Test
    void aRegistryThatIsDeployedLaterFillsItself() {
        String id = telemetry.registerAirConditioner(ANN);
        telemetry.registerAirConditioner(owner("ven-2", "bob", "coop"));

        RegistryFill fill = new RegistryFill(store, telemetry.boxes);
        open.add(fill::close);

        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> fill.run(Derivation.VERSION));
        Document filled = store.find(id).orElseThrow();
        assertThat(vens()).containsExactlyInAnyOrder("ven-1", "ven-2");
        // what a registration would have made of it is the same
        Registrations now = opened(new Registrations(mongo, new RegisteredDers(store)));
        now.registerAirConditioner(ANN);
        assertThat(store.find(id)).contains(filled.append("revision", 2L));
    }

    @Test
    void itIsDoneOnceForTheSameRulesAndAgainForLaterOnes() {
        RegistryFill fill = fill(telemetry.boxes::forEach);
        assertThat(fill.run(1)).isTrue();
        telemetry.registerAirConditioner(ANN);

        assertThat(fill.run(1)).isTrue();
        assertThat(vens()).isEmpty();
        assertThat(fill.run(2)).isTrue();
        assertThat(vens()).containsExactly("ven-1");
        assertThat(fill.run(1)).as("a node with earlier rules leaves it").isTrue();
    }

    @Test
    void correctionsSurviveIt() {
        String id = telemetry.registerAirConditioner(ANN);
        RegistryFill fill = fill(telemetry.boxes::forEach);
        fill.run(1);
        store.ders()
                .updateOne(
                        new Document("_id", id),
                        Document.parse("{'$set': {'kind': 'battery', 'corrected': ['kind'], 'derived.kind': 'old'}}"));

        fill.run(2);

        assertThat(store.find(id).orElseThrow())
                .containsEntry("kind", "battery")
                .extractingByKey("derived")
                .isEqualTo(new Document("kind", "heat_pump").append("spaces", List.of("Hall", "Kitchen")));
    }

    @Test
    void anotherNodeGoesOnWhereOneStopped() {
        telemetry.registerAirConditioner(ANN);
        telemetry.registerAirConditioner(owner("ven-2", "bob", "coop"));
        RegistryFill stopping = fill((after, each) -> telemetry.boxes.forEach(after, box -> {
            if (box.owner().ven().value().equals("ven-2")) {
                throw new UnavailableException("The database is away", null);
            }
            each.accept(box);
        }));
        List<Optional<?>> begins = new ArrayList<>();
        RegistryFill other = fill((after, each) -> {
            begins.add(after.map(Object::toString));
            telemetry.boxes.forEach(after, each);
        });

        assertThatThrownBy(() -> stopping.run(1)).isInstanceOf(UnavailableException.class);
        assertThat(other.run(1)).as("the lease holds").isFalse();
        assertThat(begins).isEmpty();
        store.state().updateOne(new Document(), new Document("$set", new Document("lease_until", new Date(0))));

        assertThat(other.run(1)).isTrue();
        assertThat(begins).containsExactly(Optional.of("ven-1"));
        assertThat(vens()).containsExactlyInAnyOrder("ven-1", "ven-2");
    }
}
