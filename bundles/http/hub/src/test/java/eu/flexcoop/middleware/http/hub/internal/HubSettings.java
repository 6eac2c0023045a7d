package eu.flexcoop.middleware.http.hub.internal;

/** Configuration of a hub in a test: small limits, short times. */
@SuppressWarnings("ClassExplicitlyAnnotation")
record HubSettings(boolean vtnOverHttp, int httpsPort, int vtnPort, String[] proxies, String clientCertificateHeader)
        implements HttpConfig {
    HubSettings(boolean vtnOverHttp) {
        this(vtnOverHttp, 8443, 8444);
    }

    HubSettings(boolean vtnOverHttp, int httpsPort, int vtnPort) {
        this(vtnOverHttp, httpsPort, vtnPort, new String[0], "Client-Cert");
    }

    @Override
    public String httpHost() {
        return "127.0.0.1";
    }

    @Override
    public int httpPort() {
        return 0;
    }

    @Override
    public int httpThreads() {
        return 20;
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public String[] httpsCipherSuites() {
        return new String[] {"TLS_AES_256_GCM_SHA384, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"};
    }

    @Override
    public String[] vtnCipherSuites() {
        return defaultOf("vtnCipherSuites");
    }

    /** What holds in an installation that configures nothing. */
    private static String[] defaultOf(String name) {
        try {
            return (String[]) HttpConfig.class.getMethod(name).getDefaultValue();
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String hstsMaxAge() {
        return "P365D";
    }

    @Override
    public boolean httpsClientCertificates() {
        return true;
    }

    @Override
    public long maxBodyBytes() {
        return 10;
    }

    @Override
    public String drainTimeout() {
        return "PT1S";
    }

    @Override
    public String idleTimeout() {
        return "PT60S";
    }

    @Override
    public String headerTimeout() {
        return "PT60S";
    }

    @Override
    public int apiRequests() {
        return 100;
    }

    @Override
    public int requestsPerClient() {
        return 40;
    }

    @Override
    public int requestsPerSecond() {
        return 1_000;
    }

    @Override
    public int componentRequestsPerSecond() {
        return 10_000;
    }

    @Override
    public int anonymousRequestsPerSecond() {
        return 1_000;
    }

    @Override
    public int failedTokens() {
        return 20;
    }

    @Override
    public String maxBackOff() {
        return "PT1M";
    }

    @Override
    public int httpsThreads() {
        return 20;
    }

    @Override
    public int vtnThreads() {
        return 20;
    }

    @Override
    public String startTimeout() {
        return "PT2M";
    }

    @Override
    public String bodyTimeout() {
        return "PT2S";
    }

    @Override
    public long minBodyBytesPerSecond() {
        return 100;
    }

    @Override
    public Class<HttpConfig> annotationType() {
        return HttpConfig.class;
    }
}
