package eu.flexcoop.middleware.security.pki.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** Keys and certificates as PEM files in one folder; keys are readable for their owner only. */
record KeyFiles(Path folder) {
    static KeyFiles in(Path folder) throws IOException {
        Files.createDirectories(folder);
        return new KeyFiles(folder);
    }

    /** The pair under this name; empty unless both files are there. */
    Optional<CertifiedKey> read(String name) throws IOException, GeneralSecurityException {
        Path key = folder.resolve(name + ".key");
        Path certificate = folder.resolve(name + ".crt");
        if (!Files.exists(key) || !Files.exists(certificate)) {
            return Optional.empty();
        }
        return Optional.of(new CertifiedKey(readKey(key), readCertificate(certificate)));
    }

    /** The key is written first: a certificate without a key is never left behind. */
    void write(String name, CertifiedKey pair) throws IOException, GeneralSecurityException {
        Files.deleteIfExists(folder.resolve(name + ".crt"));
        write(name + ".key", "rw-------", ascii(pem("PRIVATE KEY", pair.key().getEncoded())));
        writeCertificate(name, pair.certificate());
    }

    void writeCertificate(String name, X509Certificate certificate) throws IOException, GeneralSecurityException {
        write(name + ".crt", "rw-r--r--", ascii(pem("CERTIFICATE", certificate.getEncoded())));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Replaces the file at once; nobody ever sees a part of it, nor anybody but the owner what is secret. */
    void write(String file, String rights, byte[] content) throws IOException {
        Path draft = Files.createTempFile(
                folder,
                file,
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(draft, content);
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString(rights));
        Files.move(draft, folder.resolve(file), StandardCopyOption.ATOMIC_MOVE);
    }

    private static PrivateKey readKey(Path file) throws IOException {
        try (PEMParser parser = new PEMParser(new StringReader(Files.readString(file)))) {
            return new JcaPEMKeyConverter().getPrivateKey((PrivateKeyInfo) parser.readObject());
        }
    }

    private static X509Certificate readCertificate(Path file) throws IOException, GeneralSecurityException {
        return certificate(Files.readAllBytes(file));
    }

    /** @param encoded PEM or DER */
    static X509Certificate certificate(byte[] encoded) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }

    static String pem(String type, byte[] der) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(type, der));
        }
        return text.toString();
    }
}
