package eu.flexcoop.middleware.openadr.vtn.internal;

import java.util.Arrays;
import java.util.Optional;

import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage;

/** The services of OpenADR 2.0b, each with an address of its own. */
enum VtnService {
    EI_REGISTER_PARTY("EiRegisterParty", RegisterPartyMessage.class),
    EI_EVENT("EiEvent", EventMessage.class),
    EI_REPORT("EiReport", ReportMessage.class),
    EI_OPT("EiOpt", OptMessage.class),
    OADR_POLL("OadrPoll", Poll.class);

    private final String path;
    private final Class<? extends OadrPayload> messages;

    VtnService(String path, Class<? extends OadrPayload> messages) {
        this.path = path;
        this.messages = messages;
    }

    /** Last part of the address. Case matters. */
    String path() {
        return path;
    }

    static Optional<VtnService> of(String path) {
        return Arrays.stream(values())
                .filter(service -> service.path.equals(path))
                .findFirst();
    }

    /** Plain answers may go to any service but the poll. */
    boolean takes(OadrPayload payload) {
        return messages.isInstance(payload) || (payload instanceof Response && this != OADR_POLL);
    }
}
