package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.util.Map;

import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.VenRefusedException;
import eu.flexcoop.middleware.openadr.vtn.internal.registration.VenSource;
import eu.flexcoop.middleware.resources.spi.SourceCommands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Operators add and remove VENs over REST. */
class VenSourceTest {
    private TestVtn vtn;
    private TestMongo mongo;
    private SourceCommands commands;

    @BeforeEach
    void start() throws IOException {
        mongo = TestMongo.empty();
        vtn = new TestVtn(mongo);
        commands = new VenSource(vtn.vens, vtn.presence, vtn.administration)
                .commands()
                .orElseThrow();
    }

    private Document stored(String ven) {
        return mongo.database()
                .getCollection("virtual_end_node")
                .find(new Document("ven_id", ven))
                .first();
    }

    @Test
    void aVenThatWasAddedRegistersUnderItsId() {
        Map<String, Object> answer = commands.create(
                TestVtn.ADMIN,
                new Document("ven_id", "house-1")
                        .append("account_id", "account-a")
                        .append("aggregator_id", "coop.example")
                        .append("oadr_ven_name", "House 1"));

        assertThat(answer).containsEntry("_id", "house-1").containsEntry("ven_id", "house-1");
        assertThat(stored("house-1"))
                .containsEntry("registration_state", "provisioned")
                .containsEntry("online", false)
                .containsEntry("oadr_ven_name", "House 1");
        assertThat(vtn.register(TestVtn.box("a")).venId()).contains("house-1");
        assertThat(stored("house-1"))
                .containsEntry("registration_state", "registered")
                .containsEntry("online", true)
                .containsEntry("oadr_ven_name", "box");
    }

    @Test
    void theFingerprintMayBeWrittenInEveryUsualForm() {
        String hex = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

        commands.create(
                TestVtn.ADMIN,
                new Document("ven_id", "full").append("fingerprint", hex).append("aggregator_id", "coop.example"));

        assertThat(stored("full"))
                .containsEntry("fingerprint", "66:77:88:99:AA:BB:CC:DD:EE:FF")
                .containsEntry("fingerprint_sha256", hex);
        assertThatThrownBy(() -> commands.create(
                        TestVtn.ADMIN,
                        new Document("fingerprint", "66778899aabbccddeeff").append("aggregator_id", "coop.example")))
                .isInstanceOfSatisfying(VenRefusedException.class, refused -> assertThat(refused.status())
                        .isEqualTo(409));
    }

    @Test
    void aVenThatWasRemovedIsANewOneWhenItRegistersAgain() {
        VenId ven = vtn.join("a");

        commands.remove(TestVtn.ADMIN, stored(ven.value()));

        assertThat(stored(ven.value())).isNull();
        assertThat(vtn.vens.count()).isZero();
        assertThat(vtn.join("a")).isNotEqualTo(ven);
    }

    @Test
    void aBoxThatLostItsIdsIsMarked() {
        VenId ven = vtn.join("a");
        assertThat(stored(ven.value())).doesNotContainKey("ids_lost_at");

        vtn.register(TestVtn.box("a"));

        assertThat(stored(ven.value())).containsKey("ids_lost_at");
    }
}
