package eu.flexcoop.middleware.http.hub.internal;

import java.io.ByteArrayInputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;

/**
 * A certificate as reverse proxies write it into a header: a byte sequence of RFC 9440 ({@code :MIIB...:}), PEM with its line breaks as %0A
 * (nginx), as spaces (Apache) or left out, or base64 alone (HAProxy, Traefik).
 */
final class CertificateHeader {
    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
    private static final String END = "-----END CERTIFICATE-----";

    private CertificateHeader() {}

    /** @throws MalformedRequestException if it is anything but one certificate */
    static X509Certificate parse(String value) {
        try {
            byte[] der = Base64.getDecoder().decode(digits(value));
            ByteArrayInputStream in = new ByteArrayInputStream(der);
            X509Certificate certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            if (in.available() > 0) {
                throw new CertificateException("there is something behind the certificate");
            }
            return certificate;
        } catch (CertificateException | IllegalArgumentException e) {
            throw new MalformedRequestException(
                    400,
                    "The header with the client's certificate cannot be read: " + e.getMessage(),
                    "Have the proxy send one certificate, as in RFC 9440 or as PEM with line breaks as %0A.");
        }
    }

    private static String digits(String value) {
        if (value.startsWith(":") && value.length() > 1 && value.endsWith(":")) {
            return value.substring(1, value.length() - 1);
        }
        // a plus is a digit of base64 here, not the space of a form
        String text = value.indexOf('%') < 0
                ? value
                : URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.US_ASCII);
        String pem = text.strip();
        if (pem.startsWith(BEGIN) && pem.endsWith(END)) {
            pem = pem.substring(BEGIN.length(), pem.length() - END.length());
        }
        return pem.replaceAll("\\s", "");
    }
}
