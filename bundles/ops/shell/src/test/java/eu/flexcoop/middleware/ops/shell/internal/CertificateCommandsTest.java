package eu.flexcoop.middleware.ops.shell.internal;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.Ven;
import eu.flexcoop.middleware.openadr.api.VenRegistry;
import eu.flexcoop.middleware.security.api.BoxCertificate;
import eu.flexcoop.middleware.security.api.CertificateRegister;
import eu.flexcoop.middleware.security.api.CertificateRenewal;
import eu.flexcoop.middleware.security.api.IssuedCertificate;
import eu.flexcoop.middleware.testing.TestCertificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What operators see of certificates and do with them in the shell. */
class CertificateCommandsTest {
    private static final String SHA256 = "0123456789abcdef".repeat(4);
    private static final String OPENADR = "CD:EF:01:23:45:67:89:AB:CD:EF";
    private static final String SERIAL = "7f00000000000000000000000000abcd";
    private static final String VEN = "ce8f33ff-6df5-4e3e-9aa9-a2ab748edd1c";
    private static final Instant ISSUED = Instant.parse("2025-11-24T12:00:00Z");
    private static final Instant END = Instant.parse("2099-11-24T12:00:00Z");
    private static final X509Certificate RENEWED = TestCertificate.ec("renewed").certificate();

    private final List<Object> calls = new ArrayList<>();
    private Optional<IssuedCertificate.Revocation> revocation = Optional.empty();
    private Instant end = END;

    private final CertificateRegister register =
            ShellFixture.proxy(CertificateRegister.class, (proxy, method, arguments) -> switch (method.getName()) {
                case "issuedTo" -> List.of(issued());
                case "find" -> arguments[0].equals("known") ? Optional.of(issued()) : Optional.empty();
                case "revoke" -> {
                    calls.addAll(List.of(arguments));
                    yield arguments[0].equals("known") ? Optional.of(issued()) : Optional.empty();
                }
                case "authority" -> RENEWED;
                default -> throw new UnsupportedOperationException(method.getName());
            });
    private final CertificateRenewal renewal = (name, requestedBy) -> {
        calls.add(requestedBy);
        return name.equals("known") ? Optional.of(RENEWED) : Optional.empty();
    };
    private final ShellFixture shell =
            new ShellFixture().with(CertificateRegister.class, register, 0).with(CertificateRenewal.class, renewal, 0);

    private IssuedCertificate issued() {
        return new IssuedCertificate(
                new BoxCertificate(OPENADR, SHA256, new AccountId("alice"), new AggregatorId("coop"), end),
                SERIAL,
                ISSUED,
                "alice",
                revocation);
    }

    private void aVenUsesIt(Ven ven) {
        shell.with(
                VenRegistry.class,
                ShellFixture.proxy(VenRegistry.class, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("findByCertificate");
                    return Optional.of(ven);
                }),
                0);
    }

    @Test
    void theListNamesEachCertificateInAllFormsWithItsVenAndEnd() throws Exception {
        aVenUsesIt(new Ven(
                new VenId(VEN),
                "registration-1",
                "box",
                new AccountId("alice"),
                new AggregatorId("coop"),
                false,
                true,
                Optional.empty(),
                false,
                ISSUED,
                Optional.empty(),
                Optional.empty()));
        CertificateListCommand command = new CertificateListCommand();
        command.account = "alice";
        command.noFormat = true;

        assertThat(shell.run(command)).contains(OPENADR, SHA256, SERIAL, VEN, "valid", END.toString());
    }

    @Test
    void theListTellsRevokedAndExpiredOnes() throws Exception {
        CertificateListCommand command = new CertificateListCommand();
        command.account = "alice";
        end = Instant.parse("2026-01-01T00:00:00Z");
        assertThat(shell.run(command)).contains("expired");
        revocation = Optional.of(new IssuedCertificate.Revocation(ISSUED, "stolen"));
        assertThat(shell.run(command)).contains("revoked");
    }

    @Test
    void oneIsShownWithAllThatIsKnownOfIt() throws Exception {
        revocation = Optional.of(new IssuedCertificate.Revocation(ISSUED, "stolen"));
        CertificateInfoCommand command = new CertificateInfoCommand();
        command.name = "known";

        assertThat(shell.run(command))
                .contains(OPENADR, SHA256, SERIAL, "alice", "coop", END.toString(), "none registered", "stolen");
    }

    @Test
    void aRenewalPrintsTheNewCertificateAndIsTheOperators() throws Exception {
        CertificateRenewCommand command = new CertificateRenewCommand();
        command.name = "known";

        String printed = shell.as("vera").run(command);

        assertThat(printed).startsWith("-----BEGIN CERTIFICATE-----\n").endsWith("-----END CERTIFICATE-----\n");
        assertThat(java.util.Base64.getMimeDecoder().decode(printed.replaceAll("-----[A-Z ]+-----", "")))
                .isEqualTo(RENEWED.getEncoded());
        assertThat(calls).containsExactly("operator vera");
    }

    @Test
    void aRevocationHasTheReasonOfTheOperator() throws Exception {
        CertificateRevokeCommand command = new CertificateRevokeCommand();
        command.name = "known";
        command.reason = "box sold";

        assertThat(shell.run(command)).contains("Certificate " + OPENADR + " of account alice is revoked");
        assertThat(calls).containsExactly("known", "box sold");
    }

    @Test
    void anUnknownNameIsAnError() {
        CertificateInfoCommand info = new CertificateInfoCommand();
        info.name = "other";
        CertificateRenewCommand renew = new CertificateRenewCommand();
        renew.name = "other";
        CertificateRevokeCommand revoke = new CertificateRevokeCommand();
        revoke.name = "other";

        for (OperatorCommand command : List.of(info, renew, revoke)) {
            assertThatThrownBy(() -> shell.run(command)).hasMessageContaining("No certificate 'other' was issued");
        }
    }
}
