package eu.flexcoop.middleware.openadr.codec;

import java.util.Optional;

/** The services of OpenADR 2.0b; each has an address of its own. */
public enum OadrService {
    EI_REGISTER_PARTY("EiRegisterParty"),
    EI_EVENT("EiEvent"),
    EI_REPORT("EiReport"),
    EI_OPT("EiOpt"),
    OADR_POLL("OadrPoll");

    private final String path;

    OadrService(String path) {
        this.path = path;
    }

    /** Last segment of the service's address. */
    public String path() {
        return path;
    }

    /** The service with that last segment; case matters. */
    public static Optional<OadrService> ofPath(String path) {
        for (OadrService service : values()) {
            if (service.path.equals(path)) {
                return Optional.of(service);
            }
        }
        return Optional.empty();
    }
}
