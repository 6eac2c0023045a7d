package eu.flexcoop.middleware.openadr.vtn.internal;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatedPartyRegistration;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.PushSchedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Addresses that are not pushed to. */
class PushAddressTest extends PushFixture {
    @Test
    void anAddressThatIsNotAllowedIsRefusedAtRegistrationAndNothingIsStored() {
        for (String address : List.of("http://10.0.0.1", "https://[::1]", "ftp://127.0.0.1", "http://u@127.0.0.1")) {
            CreatedPartyRegistration answer = register("a", Optional.of(address));
            assertThat(answer.response().code()).isEqualTo("454");
            assertThat(answer.response().description().orElseThrow()).startsWith("oadrTransportAddress is refused: it");
            assertThat(answer.registrationId()).isEmpty();
        }
        assertThat(register("a", Optional.empty()).response().description())
                .contains("HTTP push needs an oadrTransportAddress");
        assertThat(mongo.database().getCollection("virtual_end_node").countDocuments())
                .isZero();
        assertThat(mongo.database().getCollection(PushSchedule.COLLECTION).countDocuments())
                .isZero();
    }

    @Test
    void anAddressIsCheckedAgainWhenSomethingIsSent() throws Exception {
        VenId ven = join("a", box);
        box.next();
        awaitEmptyOutbox(ven);
        close();

        // the same VEN, with a configuration that allows the address no more
        try (PushedBox again = PushedBox.http(box.port())) {
            vtn = node(with("allowedNetworks", ""));
            vtn.administration.requestReregistration(TestVtn.ADMIN, ven);

            await().untilAsserted(() -> assertThat(error(ven)).startsWith("the address is refused"));
            assertThat(again.all()).isEmpty();
        }
    }
}
