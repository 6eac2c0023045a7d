package eu.flexcoop.middleware.core.api;

/** A prosumer: the subject of the tokens that the prosumer logs in with. Case matters. */
public record AccountId(String value) {
    public AccountId {
        Ids.check(value, AccountId.class);
    }

    @Override
    public String toString() {
        return value;
    }
}
