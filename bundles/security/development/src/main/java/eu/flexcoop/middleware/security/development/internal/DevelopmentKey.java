package eu.flexcoop.middleware.security.development.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;

/** The key pair of the development issuer: made once, kept in a file that only its owner reads. */
record DevelopmentKey(PrivateKey privateKey, PublicKey publicKey) {
    private static final String FILE = "development-issuer.key";

    static DevelopmentKey in(Path folder) throws IOException, GeneralSecurityException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            write(folder, file, generate());
        }
        KeyFactory rsa = KeyFactory.getInstance("RSA");
        RSAPrivateCrtKey key =
                (RSAPrivateCrtKey) rsa.generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(file)));
        return new DevelopmentKey(
                key, rsa.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent())));
    }

    private static byte[] generate() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair().getPrivate().getEncoded();
    }

    /** Written aside and moved, so that a crash leaves no half key. */
    private static void write(Path folder, Path file, byte[] key) throws IOException {
        Files.createDirectories(folder);
        Path draft = Files.createTempFile(
                folder,
                FILE,
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(draft, key);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
