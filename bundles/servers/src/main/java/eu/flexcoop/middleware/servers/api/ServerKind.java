package eu.flexcoop.middleware.servers.api;

/** The servers that the middleware stands on. */
public enum ServerKind {
    MONGODB("mongodb"),
    HBASE("hbase"),
    AMQP("amqp");

    private final String key;

    ServerKind(String key) {
        this.key = key;
    }

    /** The value of the service property {@link ServerAddress#SERVER} and the prefix of the configuration keys. */
    public String key() {
        return key;
    }
}
