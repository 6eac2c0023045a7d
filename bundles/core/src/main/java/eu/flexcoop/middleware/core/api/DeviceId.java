package eu.flexcoop.middleware.core.api;

/** One device behind a box under its anonymous id; never the rID that the box sent. Case matters. */
public record DeviceId(String value) {
    public DeviceId {
        Ids.check(value, DeviceId.class);
    }

    @Override
    public String toString() {
        return value;
    }
}
