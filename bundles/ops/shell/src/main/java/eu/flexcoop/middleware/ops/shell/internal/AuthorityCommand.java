package eu.flexcoop.middleware.ops.shell.internal;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.security.api.CertificateRegister;

/** Prints the certificate of the authority, for the boxes that have to trust this installation. */
@Service
@Command(
        scope = "pki",
        name = "authority",
        description = "Prints the authority's certificate as PEM, which boxes must trust")
public class AuthorityCommand extends OperatorCommand {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    @Override
    void run() throws CertificateEncodingException {
        byte[] der = service(CertificateRegister.class).authority().getEncoded();
        "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----"
                .formatted(LINES.encodeToString(der))
                .lines()
                .forEach(this::say);
    }
}
