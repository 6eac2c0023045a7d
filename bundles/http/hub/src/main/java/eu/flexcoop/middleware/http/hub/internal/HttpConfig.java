package eu.flexcoop.middleware.http.hub.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import eu.flexcoop.middleware.configuration.api.Accepts;
import eu.flexcoop.middleware.configuration.api.Form;

/** Configuration {@code eu.flexcoop.middleware.http}. */
@ObjectClassDefinition(name = "Flexcoop HTTP")
public @interface HttpConfig {
    @Accepts(Form.HOST)
    @AttributeDefinition(
            description = "Address of the plain HTTP listener; tokens travel on it, so never that of a network")
    String httpHost() default "127.0.0.1";

    @Accepts(Form.PORT)
    @AttributeDefinition(description = "Port of plain HTTP; 0 closes it")
    int httpPort() default 8181;

    @Accepts(Form.HOST)
    @AttributeDefinition(description = "Address of the TLS listeners")
    String host() default "127.0.0.1";

    @Accepts(Form.PORT)
    @AttributeDefinition(description = "Port of HTTPS without mandatory client certificates; 0 closes it")
    int httpsPort() default 8443;

    @AttributeDefinition(
            description =
                    "Asks clients on that port for a certificate of the installation's authority, for tokens that are bound to one")
    boolean httpsClientCertificates() default false;

    @Accepts(Form.PORT)
    @AttributeDefinition(description = "Port of HTTPS with mandatory client certificates, for the VENs; 0 closes it")
    int vtnPort() default 8444;

    @Accepts(Form.CIPHER_SUITE)
    @AttributeDefinition(
            description = "TLS cipher suites of the HTTPS listener; empty takes Jetty's choice, which has no weak ones")
    String[] httpsCipherSuites() default {};

    /** What conformant OpenADR devices bring (OpenADR 2.0b, 11.1), and the modern suites beside it. */
    @Accepts(Form.CIPHER_SUITE)
    @AttributeDefinition(description = "TLS cipher suites of the VTN listener")
    String[] vtnCipherSuites() default {
        "TLS_AES_128_GCM_SHA256",
        "TLS_AES_256_GCM_SHA384",
        "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
        "TLS_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_RSA_WITH_AES_128_CBC_SHA256"
    };

    @AttributeDefinition(
            min = "-P365D",
            description =
                    "How long browsers use nothing but HTTPS for this host once they reached the HTTPS listener, ISO-8601; a negative one sends no Strict-Transport-Security")
    String hstsMaxAge() default "P365D";

    @AttributeDefinition(
            description =
                    "Opens the endpoints for VENs on the plain port too, for clients on this machine; for development only")
    boolean vtnOverHttp() default false;

    @Accepts(Form.NETWORK)
    @AttributeDefinition(
            description =
                    "Addresses, or ranges as 192.0.2.0/24, of reverse proxies that tell the client's certificate in a header; empty trusts none")
    String[] proxies() default {};

    @Accepts(Form.HEADER)
    @AttributeDefinition(
            description =
                    "Header in which they do, with the forms of RFC 9440, nginx, Apache and HAProxy; from others it gets 400")
    String clientCertificateHeader() default "Client-Cert";

    @AttributeDefinition(
            min = "1",
            description = "Longest body in bytes of endpoints without a limit of their own; longer ones get 413")
    long maxBodyBytes() default 16_777_216;

    @AttributeDefinition(
            min = "PT0S",
            description =
                    "How long after its start the node answers 503 for addresses that nobody serves, at most; as soon as everything is there it answers 404, ISO-8601")
    String startTimeout() default "PT5M";

    @AttributeDefinition(
            min = "PT0S",
            description = "How long the removal of an endpoint waits for requests in flight, ISO-8601")
    String drainTimeout() default "PT10S";

    @AttributeDefinition(description = "How long a connection is kept on which nothing is sent, ISO-8601")
    String idleTimeout() default "PT60S";

    @AttributeDefinition(
            description = "How long a client may take for the TLS handshake and the head of a request, ISO-8601")
    String headerTimeout() default "PT20S";

    @AttributeDefinition(
            description =
                    "How long a client may take for the whole body of a request, ISO-8601; later it gets 408 and the connection is closed")
    String bodyTimeout() default "PT15M";

    @Accepts(atMost = "httpsThreads")
    @AttributeDefinition(
            min = "1",
            description =
                    "Requests with a token that are in progress on the node at most; others get 503. Below the threads of each API listener, or health checks may wait")
    int apiRequests() default 128;

    @AttributeDefinition(
            min = "1",
            description =
                    "Requests of one client (certificate or subject of the token) in progress at most; others get 429")
    int requestsPerClient() default 64;

    @AttributeDefinition(
            min = "0",
            description =
                    "Requests per second of one box, prosumer or aggregator (certificate or subject of the token), twice as many after a pause; others get 429; 0 for no limit")
    int requestsPerSecond() default 10_000;

    @AttributeDefinition(
            min = "0",
            description =
                    "Requests per second of one component or administrator (subject of a token with the role service or admin), twice as many after a pause; others get 429; 0 for no limit")
    int componentRequestsPerSecond() default 20_000;

    @AttributeDefinition(
            min = "0",
            description =
                    "Requests per second without certificate and token from one address, twice as many after a pause; others get 429; 0 for no limit. Not for the loopback and configured proxies")
    int anonymousRequestsPerSecond() default 500;

    @AttributeDefinition(
            min = "0",
            description =
                    "Tokens in sequence from one address that are not good before it is refused with 429 for a second, and twice as long after each further one; 0 for no back-off. Not for the loopback and configured proxies")
    int failedTokens() default 20;

    @AttributeDefinition(description = "How long an address is refused at most because of bad tokens, ISO-8601")
    String maxBackOff() default "PT1M";

    @AttributeDefinition(min = "8", max = "10000", description = "Threads of the plain HTTP listener at most")
    int httpThreads() default 200;

    @AttributeDefinition(min = "8", max = "10000", description = "Threads of the HTTPS listener at most")
    int httpsThreads() default 150;

    @AttributeDefinition(min = "8", max = "10000", description = "Threads of the VTN listener at most")
    int vtnThreads() default 100;

    @AttributeDefinition(
            min = "0",
            description =
                    "Bodies that come more slowly, in bytes per second from their first byte on, get 408; 0 allows any")
    long minBodyBytesPerSecond() default 100;
}
