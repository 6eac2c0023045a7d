package eu.flexcoop.middleware.openadr.codec;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import static eu.flexcoop.middleware.openadr.codec.OadrService.EI_EVENT;
import static eu.flexcoop.middleware.openadr.codec.OadrService.EI_OPT;
import static eu.flexcoop.middleware.openadr.codec.OadrService.EI_REGISTER_PARTY;
import static eu.flexcoop.middleware.openadr.codec.OadrService.EI_REPORT;
import static eu.flexcoop.middleware.openadr.codec.OadrService.OADR_POLL;

/**
 * The messages of OpenADR 2.0b: root element, service and the message that answers them.
 *
 * <p>To add a message, add a constant here, a record that returns it, and an example in the tests of this bundle; the compiler
 * and the tests name every other place. Whoever branches on the type uses a {@code switch} expression without {@code default}.
 */
public enum MessageType {
    RESPONSE("oadrResponse"),
    POLL("oadrPoll", OADR_POLL, RESPONSE),

    CREATED_PARTY_REGISTRATION("oadrCreatedPartyRegistration", EI_REGISTER_PARTY, RESPONSE),
    QUERY_REGISTRATION("oadrQueryRegistration", EI_REGISTER_PARTY, CREATED_PARTY_REGISTRATION),
    CREATE_PARTY_REGISTRATION("oadrCreatePartyRegistration", EI_REGISTER_PARTY, CREATED_PARTY_REGISTRATION),
    CANCELED_PARTY_REGISTRATION("oadrCanceledPartyRegistration", EI_REGISTER_PARTY, RESPONSE),
    CANCEL_PARTY_REGISTRATION("oadrCancelPartyRegistration", EI_REGISTER_PARTY, CANCELED_PARTY_REGISTRATION),
    REQUEST_REREGISTRATION("oadrRequestReregistration", EI_REGISTER_PARTY, RESPONSE),

    DISTRIBUTE_EVENT("oadrDistributeEvent", EI_EVENT, RESPONSE),
    REQUEST_EVENT("oadrRequestEvent", EI_EVENT, DISTRIBUTE_EVENT),
    CREATED_EVENT("oadrCreatedEvent", EI_EVENT, RESPONSE),

    REGISTERED_REPORT("oadrRegisteredReport", EI_REPORT, RESPONSE),
    REGISTER_REPORT("oadrRegisterReport", EI_REPORT, REGISTERED_REPORT),
    CREATED_REPORT("oadrCreatedReport", EI_REPORT, RESPONSE),
    CREATE_REPORT("oadrCreateReport", EI_REPORT, CREATED_REPORT),
    UPDATED_REPORT("oadrUpdatedReport", EI_REPORT, RESPONSE),
    UPDATE_REPORT("oadrUpdateReport", EI_REPORT, UPDATED_REPORT),
    CANCELED_REPORT("oadrCanceledReport", EI_REPORT, RESPONSE),
    CANCEL_REPORT("oadrCancelReport", EI_REPORT, CANCELED_REPORT),

    CREATED_OPT("oadrCreatedOpt", EI_OPT, RESPONSE),
    CREATE_OPT("oadrCreateOpt", EI_OPT, CREATED_OPT),
    CANCELED_OPT("oadrCanceledOpt", EI_OPT, RESPONSE),
    CANCEL_OPT("oadrCancelOpt", EI_OPT, CANCELED_OPT);

    private static final Map<String, MessageType> BY_ROOT =
            Arrays.stream(values()).collect(Collectors.toMap(MessageType::root, Function.identity()));

    private final String root;
    private final Optional<OadrService> service;
    private final Optional<MessageType> answer;

    MessageType(String root) {
        this.root = root;
        this.service = Optional.empty();
        this.answer = Optional.empty();
    }

    MessageType(String root, OadrService service, MessageType answer) {
        this.root = root;
        this.service = Optional.of(service);
        this.answer = Optional.of(answer);
    }

    /** Local name of the root element. */
    public String root() {
        return root;
    }

    /** The service that the message belongs to; absent for {@link #RESPONSE}, which several services share. */
    public Optional<OadrService> service() {
        return service;
    }

    /** What answers the message when it is sent as a request; absent where the protocol has no answer. */
    public Optional<MessageType> answer() {
        return answer;
    }

    /** Whether the message may be sent to that service; {@link #RESPONSE} may to each, and VENs send it to OadrPoll too. */
    public boolean belongsTo(OadrService other) {
        return service.map(own -> own == other).orElse(true);
    }

    /** The message with that root element. */
    public static Optional<MessageType> ofRoot(String localName) {
        return Optional.ofNullable(BY_ROOT.get(localName));
    }
}
