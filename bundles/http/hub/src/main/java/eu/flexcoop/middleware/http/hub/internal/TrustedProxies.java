package eu.flexcoop.middleware.http.hub.internal;

import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.servlet.http.HttpServletRequest;

/**
 * Takes the certificate of the client from a header, if the connection comes from a configured reverse proxy. From anybody else the header is
 * refused: it claims what only a TLS handshake proves.
 */
final class TrustedProxies {
    private final List<AddressRange> proxies;
    private final String header;

    TrustedProxies(List<AddressRange> proxies, String header) {
        this.proxies = List.copyOf(proxies);
        this.header = header;
    }

    static TrustedProxies of(HttpConfig config) {
        return new TrustedProxies(
                ListedValues.of(config.proxies()).stream().map(AddressRange::of).toList(),
                config.clientCertificateHeader().strip());
    }

    /**
     * Marks the request with what the proxy says.
     *
     * @param peer other end of the connection, whatever the request says about it
     * @throws ForgedCertificateException if the header is there and the peer is no proxy
     * @throws MalformedRequestException if it cannot be read
     */
    void apply(HttpServletRequest request, Optional<InetAddress> peer) {
        List<String> values = Collections.list(request.getHeaders(header));
        if (peer.filter(this::isProxy).isEmpty()) {
            if (!values.isEmpty()) {
                throw new ForgedCertificateException(header);
            }
            return;
        }
        if (values.size() > 1) {
            throw new MalformedRequestException(
                    400,
                    "There are several headers %s".formatted(header),
                    "Have the proxy remove those that its clients send.");
        }
        Optional<String> value = values.stream()
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .findFirst();
        new ProxiedCertificate(value.map(CertificateHeader::parse)).storeIn(request);
    }

    private boolean isProxy(InetAddress peer) {
        return proxies.stream().anyMatch(range -> range.contains(peer));
    }
}
