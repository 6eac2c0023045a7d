package eu.flexcoop.middleware.imports.amon.internal;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.bson.Document;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;
import eu.flexcoop.middleware.telemetry.api.DataPoint;

/** A document of {@code amon_devices}. */
record DeviceDocument(Document document) {
    /** {@code deviceId} of the uploads; {@code device_id} is that of the platform. */
    static final String PARTNERS_ID = "deviceId";

    static final String COMPANY = "companyId";
    static final String READINGS = "readings";
    /** What the telemetry was told, see {@link #registration}. */
    static final String REGISTERED = "registered";

    /** Of the latest registration, so that every node uses it at once. */
    static final String REVISION = "revision";

    private static final String PERIOD = "period";
    private static final String INTERVAL = "interval";

    BoxOwner owner() {
        return new BoxOwner(
                new VenId(document.getString(DocumentFields.VEN_ID)),
                account(),
                new AggregatorId(document.getString(DocumentFields.AGGREGATOR_ID)));
    }

    AccountId account() {
        return new AccountId(document.getString(DocumentFields.ACCOUNT_ID));
    }

    DeviceKey key() {
        return new DeviceKey(owner().aggregator(), document.getString(COMPANY), document.getString(PARTNERS_ID));
    }

    /** By type, in the order in which they were added; of several with one quantity the first one. */
    Map<AmonType, Period> readings() {
        Map<String, AmonType> byQuantity = new LinkedHashMap<>();
        Document stored = document.get(READINGS, Document.class);
        if (stored == null) {
            return Map.of();
        }
        stored.keySet()
                .forEach(name -> AmonTypes.type(name).ifPresent(type -> byQuantity.putIfAbsent(type.quantity(), type)));
        Map<AmonType, Period> readings = new LinkedHashMap<>();
        byQuantity
                .values()
                .forEach(type -> readings.put(
                        type,
                        Period.valueOf(stored.get(type.name(), Document.class).getString(PERIOD))));
        return readings;
    }

    Optional<Duration> interval(AmonType type) {
        Document reading = document.get(READINGS, Document.class).get(type.name(), Document.class);
        return Optional.ofNullable(reading)
                .map(each -> each.getString(INTERVAL))
                .map(Duration::parse);
    }

    List<DataPoint> points() {
        String resource = document.getString(PARTNERS_ID);
        return readings().entrySet().stream()
                .map(each -> each.getKey().point(each.getValue(), resource))
                .toList();
    }

    /** All that the telemetry must know of the device; it is registered anew when this differs from what is stored. */
    String registration() {
        return readings().entrySet().stream()
                .map(each -> AmonType.rid(each.getKey().name(), each.getValue()))
                .collect(Collectors.joining(" ", account() + " ", ""));
    }

    long revision() {
        Long revision = document.getLong(REVISION);
        return revision == null ? 0 : revision;
    }

    boolean isRegistered() {
        return registration().equals(document.getString(REGISTERED));
    }
}
