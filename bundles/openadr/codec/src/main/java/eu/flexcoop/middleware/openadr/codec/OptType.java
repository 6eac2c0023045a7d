package eu.flexcoop.middleware.openadr.codec;

/** Takes part or does not. */
public enum OptType {
    OPT_IN("optIn"),
    OPT_OUT("optOut");

    private final String token;

    OptType(String token) {
        this.token = token;
    }

    /** As it stands in the XML. */
    public String token() {
        return token;
    }
}
