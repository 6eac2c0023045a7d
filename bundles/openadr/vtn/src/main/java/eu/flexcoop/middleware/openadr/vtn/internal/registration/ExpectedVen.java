package eu.flexcoop.middleware.openadr.vtn.internal.registration;

import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

import org.bson.Document;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.NewVen;
import eu.flexcoop.middleware.openadr.api.VenRefusedException;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;

/** The document of a VEN that an operator adds. */
record ExpectedVen(VenId id, Document document) {
    private static final Pattern PERMITTED_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,63}");
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}|[0-9a-f]{20}");
    private static final int SHORT_DIGITS = 20;

    /** @throws VenRefusedException if what is given is not valid or not enough */
    static ExpectedVen of(NewVen ven) {
        VenId id = ven.id().orElseGet(() -> new VenId(UUID.randomUUID().toString()));
        if (!PERMITTED_ID.matcher(id.value()).matches()) {
            throw refused("venID '%s' is not valid".formatted(id), "Use up to 64 letters, digits and . _ : - only.");
        }
        if (ven.fingerprint().isEmpty() && ven.account().isEmpty()) {
            throw refused(
                    "A VEN needs a fingerprint or an account, the common name of its certificate",
                    "Give at least one of them.");
        }
        Document document = new Document(DocumentFields.VEN_ID, id.value())
                .append(DocumentFields.AGGREGATOR_ID, ven.aggregator().value())
                .append(VenEntry.NAME, ven.name().orElse(""));
        ven.account().map(AccountId::value).ifPresent(account -> document.append(DocumentFields.ACCOUNT_ID, account));
        ven.fingerprint().ifPresent(fingerprint -> appendFingerprint(document, fingerprint));
        return new ExpectedVen(id, document);
    }

    private static void appendFingerprint(Document document, String given) {
        String hex = given.strip().replace(":", "").toLowerCase(Locale.ROOT);
        if (!HEX.matcher(hex).matches()) {
            throw refused(
                    "fingerprint '%s' is not one of SHA-256".formatted(given),
                    "Write 64 hex digits, or the last 20 of them, with or without colons.");
        }
        if (hex.length() > SHORT_DIGITS) {
            document.append(VenEntry.FINGERPRINT_SHA256, hex);
        }
        byte[] last = HexFormat.of().parseHex(hex.substring(hex.length() - SHORT_DIGITS));
        document.append(
                VenEntry.FINGERPRINT, HexFormat.ofDelimiter(":").withUpperCase().formatHex(last));
    }

    private static VenRefusedException refused(String message, String advice) {
        return new VenRefusedException(422, message, advice);
    }
}
