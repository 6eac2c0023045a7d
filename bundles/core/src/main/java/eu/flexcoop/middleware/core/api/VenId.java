package eu.flexcoop.middleware.core.api;

/** A virtual end node (an Open Smart Box) as the VTN knows it; OpenADR 2.0b calls it {@code venID}. Case matters. */
public record VenId(String value) {
    public VenId {
        Ids.check(value, VenId.class);
    }

    @Override
    public String toString() {
        return value;
    }
}
