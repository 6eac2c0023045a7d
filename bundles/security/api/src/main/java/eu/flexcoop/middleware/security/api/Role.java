package eu.flexcoop.middleware.security.api;

import java.util.Locale;

/** What a caller is. Tokens name it in {@code realm_access.roles} or a claim {@code role}. */
public enum Role {
    /** A member of a cooperative; sees rows of that cooperative whose {@code account_id} is the token's subject. */
    PROSUMER,
    /** A cooperative; sees rows whose {@code aggregator_id} is the host of the token's issuer or its own claim. */
    AGGREGATOR,
    /** A software component of the platform; {@link Caller#client()} says which. */
    SERVICE,
    /** An operator of the middleware. */
    ADMIN;

    /** The name in tokens and resource definitions: lower case. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
