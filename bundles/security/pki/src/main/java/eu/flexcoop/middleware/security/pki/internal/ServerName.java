package eu.flexcoop.middleware.security.pki.internal;

import java.util.regex.Pattern;

import org.bouncycastle.asn1.x509.GeneralName;

/** A host name or an IP address under which clients reach this machine. */
record ServerName(String value) {
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

    GeneralName asGeneralName() {
        return new GeneralName(isAddress() ? GeneralName.iPAddress : GeneralName.dNSName, value);
    }

    boolean isAddress() {
        return ADDRESS.matcher(value).matches();
    }
}
