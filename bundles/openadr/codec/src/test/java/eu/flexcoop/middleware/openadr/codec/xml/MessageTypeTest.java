package eu.flexcoop.middleware.openadr.codec.xml;

import java.util.Arrays;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.openadr.codec.MessageType;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OadrService;

import static org.assertj.core.api.Assertions.assertThat;

/** What the compiler cannot check about a new message. */
class MessageTypeTest {
    @Test
    void everyTypeHasAnExample() {
        assertThat(Messages.all().stream().map(OadrPayload::type).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(MessageType.values());
    }

    @Test
    void everyTypeHasARecordOfItsOwn() {
        assertThat(Messages.all().stream()
                        .collect(Collectors.groupingBy(
                                OadrPayload::type, Collectors.mapping(Object::getClass, Collectors.toSet()))))
                .allSatisfy(
                        (type, classes) -> assertThat(classes).as("%s", type).hasSize(1));
        assertThat(Messages.all().stream().map(Object::getClass).distinct()).hasSize(MessageType.values().length);
    }

    @Test
    void theRootElementFollowsTheRecord() {
        for (OadrPayload message : Messages.all()) {
            assertThat(message.type().root())
                    .isEqualTo("oadr" + message.getClass().getSimpleName());
            assertThat(MessageType.ofRoot(message.type().root())).contains(message.type());
        }
        assertThat(MessageType.ofRoot("oadrDance")).isEmpty();
    }

    @Test
    void anAnswerStaysInItsService() {
        for (MessageType type : MessageType.values()) {
            MessageType answer = type.answer().orElse(MessageType.RESPONSE);
            assertThat(answer == MessageType.RESPONSE || answer.service().equals(type.service()))
                    .as("%s", type)
                    .isTrue();
            assertThat(type.answer().isEmpty()).as("%s", type).isEqualTo(type == MessageType.RESPONSE);
        }
    }

    @Test
    void aMessageBelongsToOneServiceAndTheResponseToAll() {
        for (MessageType type : MessageType.values()) {
            long services =
                    Arrays.stream(OadrService.values()).filter(type::belongsTo).count();
            assertThat(services)
                    .as("%s", type)
                    .isEqualTo(type == MessageType.RESPONSE ? OadrService.values().length : 1);
        }
    }

    @Test
    void theRequestIdComesFromTheRequestOrFromTheAnswer() {
        for (OadrPayload message : Messages.all()) {
            switch (message.type()) {
                case POLL, REQUEST_REREGISTRATION -> assertThat(message.requestId())
                        .isEmpty();
                case CANCEL_OPT -> assertThat(message.requestId()).isEmpty(); // as openleadr sends it
                case RESPONSE -> assertThat(message.requestId()).isEmpty();
                default -> assertThat(message.requestId())
                        .as("%s", message.type())
                        .isNotEmpty();
            }
        }
    }
}
