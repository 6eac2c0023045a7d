package eu.flexcoop.middleware.security.pki.internal;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import com.mongodb.client.model.Filters;
import org.bson.conversions.Bson;

/**
 * The forms in which people name a certificate: the SHA-256 of its DER form, whole as {@code openssl x509 -fingerprint -sha256} prints it or
 * the last ten bytes as OpenADR writes it, or its serial number in hex; with or without colons, in any letter case, with or without
 * the {@code name=} of openssl in front.
 */
final class CertificateName {
    static final String ACCEPTED =
            "the SHA-256 fingerprint (64 hex digits), its last ten bytes (20 hex digits) or the serial number in hex";

    private static final int SHA256_DIGITS = 64;
    private static final int OPENADR_DIGITS = 20;
    private static final Pattern PREFIX = Pattern.compile("^[A-Za-z0-9 ]+=");
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{1,64}");
    private static final HexFormat OPENADR = HexFormat.ofDelimiter(":").withUpperCase();

    private CertificateName() {}

    /** Finds the certificate in the register; empty if the text is in none of the forms. */
    static Optional<Bson> filter(String name) {
        String digits = PREFIX.matcher(name.strip())
                .replaceFirst("")
                .replaceAll("[:\\s]", "")
                .toLowerCase(Locale.ROOT);
        if (!HEX.matcher(digits).matches()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (digits.length()) {
                    case SHA256_DIGITS -> Filters.eq("_id", digits);
                    case OPENADR_DIGITS -> Filters.eq(
                            MongoCertificates.FINGERPRINT,
                            OPENADR.formatHex(HexFormat.of().parseHex(digits)));
                    default -> Filters.eq(MongoCertificates.SERIAL, digits.replaceFirst("^0+(?=.)", ""));
                });
    }
}
