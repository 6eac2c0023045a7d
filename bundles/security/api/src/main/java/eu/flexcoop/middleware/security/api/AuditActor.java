package eu.flexcoop.middleware.security.api;

import java.security.cert.X509Certificate;
import java.util.Objects;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;

/**
 * Who did or tried something, as far as it was proved. Each part is empty where it is not known.
 *
 * @param subject of the token or the certificate, or the user of the shell
 * @param role key of the role
 * @param account prosumer
 * @param aggregator cooperative
 * @param client component ({@code azp} or {@code client_id})
 * @param certificate serial number of the client certificate in lower-case hex
 */
public record AuditActor(
        String subject, String role, String account, String aggregator, String client, String certificate) {
    /** Nobody in particular: a client without a good token or certificate. */
    public static final AuditActor UNKNOWN = new AuditActor("", "", "", "", "", "");

    private static final int HEX = 16;

    public AuditActor {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(aggregator, "aggregator");
        Objects.requireNonNull(client, "client");
        Objects.requireNonNull(certificate, "certificate");
    }

    /** Whom a token names. */
    public static AuditActor of(Caller caller) {
        return caller.isAnonymous()
                ? UNKNOWN
                : new AuditActor(
                        caller.subject(),
                        caller.role().key(),
                        caller.account().map(AccountId::value).orElse(""),
                        caller.aggregator().map(AggregatorId::value).orElse(""),
                        caller.client().orElse(""),
                        "");
    }

    /** Who has shown a client certificate of an authority that the listener trusts; it may be revoked. */
    public static AuditActor of(X509Certificate certificate) {
        return new AuditActor(certificate.getSubjectX500Principal().getName(), "", "", "", "", serial(certificate));
    }

    /** A user of the shell. */
    public static AuditActor ofShell(String user) {
        return new AuditActor(user, "shell", "", "", "", "");
    }

    /** The same one, on a connection that shows this certificate. */
    public AuditActor with(X509Certificate shown) {
        return new AuditActor(subject, role, account, aggregator, client, serial(shown));
    }

    private static String serial(X509Certificate certificate) {
        return certificate.getSerialNumber().toString(HEX);
    }
}
