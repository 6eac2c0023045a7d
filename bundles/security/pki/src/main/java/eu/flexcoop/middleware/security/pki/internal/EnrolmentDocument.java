package eu.flexcoop.middleware.security.pki.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;

/** The JSON form of an enrolment: <code>{"csr": PEM}</code> and the certificate that answers it. */
final class EnrolmentDocument {
    static final String MEDIA_TYPE = "application/json";

    private static final String REQUEST = "csr";
    /** Keeps no names: they come from clients, and the table of the factory would be shared by all of them. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final int SERIAL_RADIX = 16;

    private EnrolmentDocument() {}

    /**
     * The certificate request in the document, as {@link CertificateRequest#parse} takes it.
     *
     * @throws InvalidRequestException if the body is anything but an object with the one text {@code csr}
     */
    static byte[] request(InputStream body) throws IOException {
        try (JsonParser parser = JSON.createParser(body)) {
            require(parser.nextToken() == JsonToken.START_OBJECT);
            require(parser.nextToken() == JsonToken.FIELD_NAME
                    && parser.currentName().equals(REQUEST));
            require(parser.nextToken() == JsonToken.VALUE_STRING);
            byte[] request = parser.getText().getBytes(StandardCharsets.UTF_8);
            require(parser.nextToken() == JsonToken.END_OBJECT);
            require(parser.nextToken() == null);
            return request;
        } catch (JsonProcessingException e) {
            throw new InvalidRequestException("The body is not valid JSON: " + e.getOriginalMessage());
        }
    }

    private static void require(boolean expected) {
        if (!expected) {
            throw new InvalidRequestException(
                    "The body is not {\"csr\": \"-----BEGIN CERTIFICATE REQUEST-----...\"} and nothing else");
        }
    }

    /** What a box needs: its certificate, the authority that it trusts, and by which names operators find the certificate. */
    static byte[] answer(X509Certificate issued, X509Certificate authority) {
        Fingerprint fingerprint = Fingerprint.of(issued);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("certificate", pem(issued));
            json.writeStringField("authority", pem(authority));
            json.writeStringField("serial", issued.getSerialNumber().toString(SERIAL_RADIX));
            json.writeStringField("notAfter", issued.getNotAfter().toInstant().toString());
            json.writeObjectFieldStart("fingerprints");
            json.writeStringField("sha256", fingerprint.printed());
            json.writeStringField("openadr", fingerprint.openAdr());
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot happen: the stream is memory", e);
        }
        return bytes.toByteArray();
    }

    private static String pem(X509Certificate certificate) throws IOException {
        try {
            return KeyFiles.pem("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("A parsed certificate has an encoding", e);
        }
    }
}
