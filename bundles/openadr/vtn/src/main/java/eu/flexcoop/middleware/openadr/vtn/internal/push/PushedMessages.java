package eu.flexcoop.middleware.openadr.vtn.internal.push;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.codec.MessageType;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.signature.BadSignatureException;
import eu.flexcoop.middleware.openadr.codec.xml.CodecException;
import eu.flexcoop.middleware.openadr.vtn.internal.signature.VenMessages;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;

/** Writes messages that are pushed, reads what VENs answer and gives that to the service that it belongs to. Thread-safe. */
public final class PushedMessages {
    /** Takes an answer as if the VEN had sent it by itself. */
    @FunctionalInterface
    public interface Intake {
        /**
         * @param service that the message was sent to
         * @return why the answer is of no use; empty if it was taken
         */
        Optional<String> take(OadrService service, VenId ven, OadrPayload answer);
    }

    private final VenMessages messages;
    private final Intake intake;

    public PushedMessages(VenMessages messages, Intake intake) {
        this.messages = messages;
        this.intake = intake;
    }

    /**
     * @param sent what was pushed
     * @return what the VEN has against the message; empty if it has taken it
     * @throws PushFailedException if the answer is none to the message
     */
    Optional<String> take(VenEntry ven, OadrPayload sent, byte[] body) throws PushFailedException {
        OadrPayload answer = read(ven, body);
        OadrService service = sent.type().service().orElseThrow();
        if (isAnswer(sent.type(), answer.type())) {
            Optional<String> useless = intake.take(service, ven.id(), answer);
            return useless.isPresent() ? useless : refusal(answer);
        }
        if (answer instanceof Response) {
            // plain consent: the answer that the message waits for may come by itself, or the message goes out once
            // more
            return refusal(answer);
        }
        throw new PushFailedException("%s is answered by %s"
                .formatted(sent.type().root(), answer.type().root()));
    }

    private static Optional<String> refusal(OadrPayload answer) {
        return answer instanceof Response response && !response.response().isOk()
                ? Optional.of("%s %s"
                        .formatted(
                                response.response().code(),
                                response.response().description().orElse("")))
                : Optional.empty();
    }

    /** Some VENs answer events at once. */
    private static boolean isAnswer(MessageType sent, MessageType answer) {
        return sent.answer().filter(answer::equals).isPresent()
                || sent == MessageType.DISTRIBUTE_EVENT && answer == MessageType.CREATED_EVENT;
    }

    /** As it goes to the VEN: signed, if it is registered for signatures. */
    byte[] write(VenEntry ven, OadrPayload message) throws PushFailedException {
        if (ven.xmlSignature() && !messages.canSign()) {
            throw new PushFailedException(VenMessages.NO_KEY);
        }
        return messages.write(message, ven);
    }

    private OadrPayload read(VenEntry ven, byte[] body) throws PushFailedException {
        if (body == null || body.length == 0) {
            throw new PushFailedException("the answer is empty");
        }
        try {
            return messages.read(new ByteArrayInputStream(body), ven);
        } catch (CodecException | BadSignatureException | IOException e) {
            throw new PushFailedException("the answer cannot be read: " + e.getMessage());
        } catch (UnavailableException e) {
            throw new PushFailedException("the signature of the answer cannot be checked now: " + e.getMessage());
        }
    }
}
