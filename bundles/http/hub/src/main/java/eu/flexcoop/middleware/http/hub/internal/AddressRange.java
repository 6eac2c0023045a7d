package eu.flexcoop.middleware.http.hub.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Addresses that begin with the same bits, {@code 192.0.2.0/24} or {@code 2001:db8::/32}, or one address. */
record AddressRange(InetAddress first, int prefix) {
    private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";
    /** What the JDK does not look up as a name. */
    private static final Pattern LITERAL = Pattern.compile(BYTE + "(\\." + BYTE + "){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private static final Pattern BITS = Pattern.compile("[0-9]{1,3}");

    /** @throws IllegalArgumentException if it is none; names are none, since whoever answers for them would be trusted */
    static AddressRange of(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length > 2 || !LITERAL.matcher(parts[0]).matches()) {
            throw invalid(text);
        }
        try {
            InetAddress address = InetAddress.getByName(parts[0]);
            int length = address.getAddress().length * Byte.SIZE;
            if (parts.length == 1) {
                return new AddressRange(address, length);
            }
            if (!BITS.matcher(parts[1]).matches() || Integer.parseInt(parts[1]) > length) {
                throw invalid(text);
            }
            return new AddressRange(address, Integer.parseInt(parts[1]));
        } catch (UnknownHostException e) {
            throw invalid(text);
        }
    }

    private static IllegalArgumentException invalid(String text) {
        return new IllegalArgumentException(
                "'%s' is no IP address or range such as 192.0.2.0/24 (proxies in etc/eu.flexcoop.middleware.http.cfg)"
                        .formatted(text));
    }

    boolean contains(InetAddress address) {
        byte[] ours = first.getAddress();
        byte[] theirs = address.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> bit % Byte.SIZE;
            if ((ours[bit / Byte.SIZE] & mask) != (theirs[bit / Byte.SIZE] & mask)) {
                return false;
            }
        }
        return true;
    }
}
