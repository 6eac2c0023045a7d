package eu.flexcoop.middleware.ops.shell.internal;

import java.security.cert.CertificateEncodingException;

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
    @Override
    void run() throws CertificateEncodingException {
        Pem.lines(service(CertificateRegister.class).authority()).forEach(this::say);
    }
}
