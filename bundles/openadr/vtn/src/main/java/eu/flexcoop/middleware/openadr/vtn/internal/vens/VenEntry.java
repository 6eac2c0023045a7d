package eu.flexcoop.middleware.openadr.vtn.internal.vens;

import java.time.Instant;
import java.util.Optional;

import org.bson.Document;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.Ven;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;
import eu.flexcoop.middleware.security.api.BoxCertificate;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;

/**
 * A document of {@code virtual_end_node}. It stays when a registration ends, so that a VEN keeps its id.
 *
 * @param registrationId absent while it is not registered
 * @param cancelledRegistrationId of a registration that the VTN ended; absent again once the VEN has answered or registers anew
 * @param fingerprint of its certificate, the last ten bytes as OpenADR writes them
 * @param sha256 the whole of that, which counts where it is known; an operator may have given the last bytes only
 * @param pull polls, instead of being pushed to
 * @param transportAddress where to push to; of use without {@code pull} only
 * @param xmlSignature everything from and to the VEN is signed
 * @param unreachable since when and why it cannot be pushed to
 * @param online has sent a message within the configured time, see {@link OnlineWatch}
 * @param dataPointsRevision of its latest registration of data points ({@code RegisteredPoints.revision}), 0 if there is none
 * @param provisioned an operator has added it, and it has never registered
 * @param revision grows with every change of the document
 */
public record VenEntry(
        VenId id,
        Optional<String> registrationId,
        Optional<String> cancelledRegistrationId,
        String name,
        AccountId account,
        AggregatorId aggregator,
        Optional<String> fingerprint,
        Optional<String> sha256,
        boolean reportOnly,
        boolean pull,
        Optional<String> transportAddress,
        boolean xmlSignature,
        Instant registeredAt,
        Optional<Ven.Unreachable> unreachable,
        boolean online,
        long dataPointsRevision,
        boolean provisioned,
        long revision) {
    static final String REGISTRATION_ID = "registration_id";
    static final String CANCELLED_REGISTRATION_ID = "cancelled_registration_id";
    public static final String NAME = "oadr_ven_name";
    public static final String FINGERPRINT = "fingerprint";
    static final String REPORT_ONLY = "oadr_report_only";
    static final String PULL = "oadr_http_pull_model";
    static final String TRANSPORT_ADDRESS = "oadr_transport_address";
    static final String XML_SIGNATURE = "oadr_xml_signature";
    static final String REGISTERED_AT = "registered_at";
    public static final String PROFILE = "oadr_profile_name";
    public static final String TRANSPORT = "oadr_transport_name";
    /** When a registered VEN last registered without its ids. */
    public static final String IDS_LOST_AT = "ids_lost_at";

    public static final String FINGERPRINT_SHA256 = "fingerprint_sha256";
    static final String CERTIFICATE_NOT_AFTER = "certificate_not_after";
    static final String ONLINE = "online";
    static final String UNREACHABLE_SINCE = "push_unreachable_since";
    static final String PUSH_ERROR = "push_error";
    /** One of the following; says in one field, which queries use, whether there is a registration id. */
    static final String STATE = "registration_state";

    static final String REGISTERED = "registered";
    static final String UNREGISTERED = "unregistered";
    static final String PROVISIONED = "provisioned";

    static final String DATA_POINTS_REVISION = "data_points_revision";
    static final String REVISION = "revision";

    static VenEntry of(Document document) {
        return new VenEntry(
                new VenId(document.getString(DocumentFields.VEN_ID)),
                Documents.optionalString(document, REGISTRATION_ID),
                Documents.optionalString(document, CANCELLED_REGISTRATION_ID),
                document.get(NAME, ""),
                // an operator may know a certificate and not yet whose it is; a fingerprint is nobody's account
                new AccountId(Documents.optionalString(document, DocumentFields.ACCOUNT_ID)
                        .orElseGet(() -> document.getString(FINGERPRINT))),
                new AggregatorId(document.getString(DocumentFields.AGGREGATOR_ID)),
                Documents.optionalString(document, FINGERPRINT),
                Documents.optionalString(document, FINGERPRINT_SHA256),
                document.getBoolean(REPORT_ONLY, false),
                document.getBoolean(PULL, true),
                Documents.optionalString(document, TRANSPORT_ADDRESS),
                document.getBoolean(XML_SIGNATURE, false),
                Documents.optionalInstant(document, REGISTERED_AT)
                        .orElseGet(() -> Documents.instant(document, DocumentFields.CREATED)),
                unreachable(document),
                document.getBoolean(ONLINE, false),
                Documents.longNumber(document, DATA_POINTS_REVISION),
                PROVISIONED.equals(document.getString(STATE)),
                Documents.longNumber(document, REVISION));
    }

    static Optional<Ven.Unreachable> unreachable(Document document) {
        return Documents.optionalInstant(document, UNREACHABLE_SINCE)
                .map(since -> new Ven.Unreachable(since, document.get(PUSH_ERROR, "")));
    }

    public boolean isRegistered() {
        return registrationId.isPresent();
    }

    /** Whether the certificate is that of the VEN, by all that is known of its fingerprint. */
    public boolean hasCertificate(BoxCertificate certificate) {
        return fingerprint.filter(certificate.fingerprint()::equals).isPresent()
                && sha256.map(certificate.sha256()::equals).orElse(true);
    }

    /** Only for one that is registered. */
    Ven toVen(Optional<Instant> lastSeen) {
        return new Ven(
                id,
                registrationId.orElseThrow(),
                name,
                account,
                aggregator,
                reportOnly,
                pull,
                transportAddress,
                xmlSignature,
                registeredAt,
                lastSeen,
                unreachable);
    }

    public BoxOwner owner() {
        return new BoxOwner(id, account, aggregator);
    }

    /** What is stored of the certificate of a VEN, beside its owner. */
    static Document fieldsOf(BoxCertificate certificate) {
        return new Document(FINGERPRINT, certificate.fingerprint())
                .append(FINGERPRINT_SHA256, certificate.sha256())
                .append(CERTIFICATE_NOT_AFTER, Documents.date(certificate.notAfter()));
    }
}
