package eu.flexcoop.middleware.openadr.vtn.internal.push;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** A range of IP addresses in CIDR notation, such as {@code 10.20.0.0/16} or {@code fd12::/16}. Immutable. */
final class IpNetwork {
    /** Only literals: a name would be looked up. */
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private final byte[] start;
    private final int bits;

    private IpNetwork(byte[] start, int bits) {
        this.start = start;
        this.bits = bits;
    }

    /**
     * @param text an address with the number of its leading bits that count, or an address alone
     * @throws IllegalArgumentException for anything else
     */
    static IpNetwork of(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        if (!IPV4.matcher(address).matches() && !IPV6.matcher(address).matches()) {
            throw new IllegalArgumentException("'%s' is no network such as 10.20.0.0/16 or fd12::/16".formatted(text));
        }
        try {
            byte[] start = InetAddress.getByName(address).getAddress();
            int bits = slash < 0 ? start.length * 8 : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > start.length * 8) {
                throw new IllegalArgumentException("'%s' has a length beyond that of an address".formatted(text));
            }
            return new IpNetwork(start, bits);
        } catch (UnknownHostException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'%s' is no network such as 10.20.0.0/16 or fd12::/16".formatted(text), e);
        }
    }

    boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != start.length) {
            return false;
        }
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) {
            if (bytes[i] != start[i]) {
                return false;
            }
        }
        int rest = bits % 8;
        return rest == 0 || ((bytes[whole] ^ start[whole]) & 0xff) >> (8 - rest) == 0;
    }
}
