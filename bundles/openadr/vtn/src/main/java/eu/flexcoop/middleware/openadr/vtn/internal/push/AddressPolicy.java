package eu.flexcoop.middleware.openadr.vtn.internal.push;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.vtn.internal.VtnSettings;

/**
 * Decides to which addresses of VENs messages are sent, so that no VEN makes the VTN call services of the platform's own network
 * (server-side request forgery). An address is checked when a VEN registers and again whenever a connection is made, to exactly the
 * addresses that were checked. Thread-safe.
 */
public final class AddressPolicy {
    private static final int MAX_LENGTH = 1024;
    private static final Pattern DOTTED_QUAD = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");
    /** A last label that a resolver may read as a number: decimal, octal or hexadecimal forms of IPv4. */
    private static final Pattern NUMERIC = Pattern.compile("(?i)(.*\\.)?(\\d+|0x[0-9a-f]*)\\.?");

    /** Whatever is not reachable over the public Internet, and the ranges that embed IPv4 addresses in IPv6. */
    private static final List<IpNetwork> NOT_PUBLIC = List.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    "::/96",
                    "64:ff9b::/96",
                    "64:ff9b:1::/48",
                    "100::/64",
                    "2001::/23",
                    "2001:db8::/32",
                    "2002::/16",
                    "fc00::/7",
                    "fe80::/10",
                    "fec0::/10",
                    "ff00::/8")
            .stream()
            .map(IpNetwork::of)
            .toList();

    /** Looks names up. */
    @FunctionalInterface
    public interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    /** The address is refused; the message says why, without the address. */
    public static final class RefusedAddressException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedAddressException(String reason) {
            super(reason);
        }
    }

    private final boolean allowHttp;
    private final Set<String> hosts;
    private final List<IpNetwork> networks;
    private final Resolver resolver;

    /**
     * @param allowHttp plain HTTP is allowed too
     * @param hosts names in lower case that may lead to addresses that are not public
     * @param networks that are allowed although they are not public
     */
    AddressPolicy(boolean allowHttp, Set<String> hosts, List<IpNetwork> networks, Resolver resolver) {
        this.allowHttp = allowHttp;
        this.hosts = Set.copyOf(hosts);
        this.networks = List.copyOf(networks);
        this.resolver = resolver;
    }

    /**
     * Checks the address of a VEN and what its host resolves to now. May wait for the name service.
     *
     * @throws RefusedAddressException if no message would be sent there
     */
    public void check(String address) throws RefusedAddressException {
        resolve(checkForm(address).getHost());
    }

    /**
     * Where a service of the VEN is. The path of OpenADR is added, unless the address ends with it.
     *
     * @throws RefusedAddressException if the address has a form that is not allowed
     */
    URI endpoint(String address, OadrService service) throws RefusedAddressException {
        URI uri = checkForm(address);
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        String base = path.endsWith(VtnSettings.PATH) ? path : path + VtnSettings.PATH;
        return URI.create("%s://%s%s/%s"
                .formatted(uri.getScheme().toLowerCase(Locale.ROOT), uri.getRawAuthority(), base, service.path()));
    }

    private URI checkForm(String address) throws RefusedAddressException {
        if (address.length() > MAX_LENGTH) {
            throw new RefusedAddressException("it is longer than %d characters".formatted(MAX_LENGTH));
        }
        URI uri;
        try {
            uri = new URI(address.strip());
        } catch (URISyntaxException e) {
            throw new RefusedAddressException("it is no URL");
        }
        checkScheme(uri);
        if (uri.getHost() == null) {
            throw new RefusedAddressException("it names no host");
        }
        if (uri.getRawUserInfo() != null) {
            throw new RefusedAddressException("it holds a user or password");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new RefusedAddressException("it holds a query or a fragment");
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw new RefusedAddressException("its port is no port");
        }
        String host = uri.getHost();
        if (host.contains("%")
                || NUMERIC.matcher(host).matches() && !DOTTED_QUAD.matcher(host).matches()) {
            throw new RefusedAddressException("its host is an IP address in an unusual form");
        }
        return uri;
    }

    private void checkScheme(URI uri) throws RefusedAddressException {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(allowHttp && scheme.equals("http"))) {
            throw new RefusedAddressException(
                    allowHttp ? "it begins neither with https:// nor with http://" : "it does not begin with https://");
        }
    }

    /**
     * The addresses of a host, all of them allowed.
     *
     * @param host a name or a literal, IPv6 with or without brackets
     */
    InetAddress[] resolve(String host) throws RefusedAddressException {
        InetAddress[] addresses;
        try {
            addresses = resolver.resolve(host);
        } catch (UnknownHostException e) {
            throw new RefusedAddressException("its host is not known to the name service");
        }
        if (addresses.length == 0) {
            throw new RefusedAddressException("its host has no address");
        }
        boolean allowedHost = hosts.contains(host.toLowerCase(Locale.ROOT));
        for (InetAddress address : addresses) {
            // one of them would be enough to be connected to
            if (!allowedHost && !isAllowed(address)) {
                throw new RefusedAddressException(
                        "its host has an address that is not public and not among the allowed networks");
            }
        }
        return addresses;
    }

    private boolean isAllowed(InetAddress address) {
        return NOT_PUBLIC.stream().noneMatch(network -> network.contains(address))
                || networks.stream().anyMatch(network -> network.contains(address));
    }
}
