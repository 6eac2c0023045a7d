package eu.flexcoop.middleware.configuration.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import javax.net.ssl.SSLContext;

import eu.flexcoop.middleware.configuration.api.Form;

/** Decides whether a text has a form. */
final class Forms {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?\\.?");
    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");
    private static final Pattern NUMBERS = Pattern.compile("[0-9.]+");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");
    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~A-Za-z0-9-]+");
    private static final Pattern HEAP = Pattern.compile("[1-9]\\d*[kKmMgG]");
    private static final Pattern PAIR = Pattern.compile("[^=]+=.*\\S.*");
    private static final Pattern QUORUM = Pattern.compile("[\\w.-]+(\\s*,\\s*[\\w.-]+)*(:\\d{1,5})?");
    private static final Pattern URL_PATH = Pattern.compile("/[A-Za-z0-9._~/-]*");
    private static final int BITS_4 = 32;
    private static final int BITS_6 = 128;

    private Forms() {}

    /** Whether a text that is not empty has the form. */
    static boolean accepts(Form form, String text) {
        return switch (form) {
            case TEXT -> true;
            case DURATION -> isDuration(text);
            case HOST -> isHost(text);
            case PORT -> NUMBERS.matcher(text).matches();
            case NETWORK -> isAddress(text) || isNetwork(text);
            case CIDR -> isNetwork(text);
            case URL -> isUrl(text, "http", "https");
            case URL_OR_FILE -> isUrl(text, "http", "https") || isUrl(text, "file") || isFile(text);
            case MONGODB -> isMongodb(text);
            case AMQP -> isUrl(text, "amqp", "amqps");
            case QUORUM -> QUORUM.matcher(text).matches();
            case FILE, KEY_STORE -> isFile(text);
            case FOLDER -> isFolder(text);
            case NEW_FOLDER -> isNewFolder(text);
            case HEAP -> HEAP.matcher(text).matches();
            case ZONE -> isZone(text);
            case PATTERNS -> Arrays.stream(text.split("\\s+")).allMatch(Forms::isPattern);
            case PAIR -> PAIR.matcher(text).matches();
            case NAMED_URL -> PAIR.matcher(text).matches() && isUrl(second(text), "http", "https");
            case NAME -> NAME.matcher(text).matches();
            case HEADER -> HEADER.matcher(text).matches();
            case URL_PATH -> URL_PATH.matcher(text).matches();
            case CIPHER_SUITE -> Suites.NAMES.contains(text);
        };
    }

    /** The form in words, to complete the sentence "accepted is". */
    static String describe(Form form) {
        return switch (form) {
            case TEXT -> "a text";
            case DURATION -> "an ISO-8601 duration such as PT30S, PT5M or P1D";
            case HOST -> "a host name or an IP address";
            case PORT -> "the number of a port";
            case NETWORK -> "an IP address or a range such as 192.0.2.0/24";
            case CIDR -> "a range of IP addresses such as 192.0.2.0/24";
            case URL -> "an address that begins with http:// or https://";
            case URL_OR_FILE -> "an address that begins with http:// or https://, or a file that exists";
            case MONGODB -> "an address such as mongodb://user:password@host:27017/database";
            case AMQP -> "an address such as amqp://user:password@host:5672/vhost";
            case QUORUM -> "hosts with commas between, with a port at the end if it is not 2181";
            case FILE -> "a file that exists and can be read";
            case KEY_STORE -> "a PKCS#12 file that exists and can be read";
            case FOLDER -> "a folder that exists";
            case NEW_FOLDER -> "a folder that exists or can be made, without a question mark in its path";
            case HEAP -> "a size such as 512m or 2g";
            case ZONE -> "a time zone such as UTC or Europe/Madrid";
            case PATTERNS -> "regular expressions with blanks between";
            case PAIR -> "a pair such as name=value";
            case NAMED_URL -> "a pair such as name=https://host/path";
            case NAME -> "a name of letters, digits, dots, underscores and hyphens";
            case HEADER -> "the name of an HTTP header";
            case URL_PATH -> "a path that begins with /";
            case CIPHER_SUITE -> "the name of a TLS cipher suite that this Java has";
        };
    }

    /** What is behind the equals sign of a pair. */
    static String second(String pair) {
        return pair.substring(pair.indexOf('=') + 1).strip();
    }

    private static boolean isDuration(String text) {
        try {
            Duration.parse(text);
            return true;
        } catch (DateTimeException | ArithmeticException e) {
            return false;
        }
    }

    private static boolean isHost(String text) {
        return isAddress(text)
                || HOST.matcher(text).matches() && !NUMBERS.matcher(text).matches();
    }

    private static boolean isAddress(String text) {
        return IPV4.matcher(text).matches() || isIpv6(text);
    }

    private static boolean isIpv6(String text) {
        try {
            return IPV6.matcher(text).matches() && new URI("http://[" + text + "]/").getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isNetwork(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("\\d{1,3}")) {
            return false;
        }
        String address = text.substring(0, slash);
        int bits = Integer.parseInt(text.substring(slash + 1));
        return IPV4.matcher(address).matches() && bits <= BITS_4 || isIpv6(address) && bits <= BITS_6;
    }

    private static boolean isUrl(String text, String... schemes) {
        try {
            URI uri = new URI(text);
            return uri.getScheme() != null
                    && List.of(schemes).contains(uri.getScheme())
                    && ("file".equals(uri.getScheme()) || uri.getHost() != null);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Several hosts are no authority of a URI, so only what is before and after them is looked at. */
    private static boolean isMongodb(String text) {
        return text.matches("mongodb(\\+srv)?://[^\\s/]+(/[^\\s]*)?") && !text.endsWith(":");
    }

    private static boolean isFile(String text) {
        Path path = path(text);
        return path != null && Files.isRegularFile(path) && Files.isReadable(path);
    }

    private static boolean isFolder(String text) {
        Path path = path(text);
        return path != null && Files.isDirectory(path);
    }

    private static boolean isNewFolder(String text) {
        Path path = text.contains("?") ? null : path(text);
        while (path != null && !Files.exists(path)) {
            path = path.toAbsolutePath().getParent();
        }
        return path != null && Files.isDirectory(path);
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static boolean isZone(String text) {
        try {
            ZoneId.of(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isPattern(String text) {
        try {
            Pattern.compile(text);
            return true;
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    /** Asked for only by those who name suites: it initialises TLS. */
    private static final class Suites {
        static final Set<String> NAMES = names();

        private static Set<String> names() {
            try {
                return Set.of(
                        SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("This Java has no TLS", e);
            }
        }
    }
}
