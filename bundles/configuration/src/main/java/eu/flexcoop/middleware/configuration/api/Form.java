package eu.flexcoop.middleware.configuration.api;

/** Forms of texts in configurations. The empty text is accepted where it is the default. */
public enum Form {
    /** Any text. */
    TEXT,
    /** ISO-8601 with days, hours, minutes and seconds. */
    DURATION,
    /** Host name or IP address. */
    HOST,
    /** Number of a port that is listened on; 0 for none. No two may be the same. */
    PORT,
    /** IP address, or a range of them in CIDR notation. */
    NETWORK,
    /** Range of IP addresses in CIDR notation. */
    CIDR,
    /** Address that begins with http:// or https://. */
    URL,
    /** Address that begins with http:// or https://, or a file that exists. */
    URL_OR_FILE,
    /** Address of a MongoDB server. */
    MONGODB,
    /** Address of an AMQP broker. */
    AMQP,
    /** Hosts with commas between, the last with or without a port. */
    QUORUM,
    /** File that exists and can be read. */
    FILE,
    /** PKCS#12 file that exists and opens with the password in the key of the same name with {@code Password} at its end. */
    KEY_STORE,
    /** Folder that exists. */
    FOLDER,
    /** Folder that exists or can be made. Its path has no question mark, which would end it where it is part of an address. */
    NEW_FOLDER,
    /** Size of a heap as the JVM takes it. */
    HEAP,
    /** Name of a time zone. */
    ZONE,
    /** Regular expressions with blanks between. */
    PATTERNS,
    /** Two texts with an equals sign between. */
    PAIR,
    /** Two texts with an equals sign between, of which the second is an address that begins with http:// or https://. */
    NAMED_URL,
    /** Letters, digits, and the characters {@code . _ -}. */
    NAME,
    /** Name of an HTTP header. */
    HEADER,
    /** Path of a URL. */
    URL_PATH,
    /** TLS cipher suite that this JVM has. */
    CIPHER_SUITE
}
