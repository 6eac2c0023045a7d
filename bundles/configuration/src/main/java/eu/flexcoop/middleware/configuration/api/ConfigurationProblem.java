package eu.flexcoop.middleware.configuration.api;

/**
 * What is wrong in a configuration.
 *
 * @param file name of the file in {@code etc/}
 * @param key key that is wrong, or empty if the file as a whole is
 * @param value its value, never a secret
 * @param reason what is wrong, and what is accepted
 */
public record ConfigurationProblem(String file, String key, String value, String reason) {
    @Override
    public String toString() {
        return key.isEmpty() ? "%s: %s".formatted(file, reason) : "%s: %s = %s: %s".formatted(file, key, value, reason);
    }
}
