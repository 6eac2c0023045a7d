package eu.flexcoop.middleware.security.oauth.internal;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** SHA-256 as the standards of OAuth write it. */
final class Sha256 {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private Sha256() {}

    /** In base64url without padding, as in {@code x5t#S256}. */
    static String of(byte[] bytes) {
        try {
            return BASE64.encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }
}
