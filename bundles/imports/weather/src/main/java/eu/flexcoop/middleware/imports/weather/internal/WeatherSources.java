package eu.flexcoop.middleware.imports.weather.internal;

import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.bson.Document;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.resources.spi.SourceCommands;
import eu.flexcoop.middleware.security.api.Caller;

/** Offers {@code weather:forecasts}, which clients may POST too, and {@code weather:observations} to REST. */
@Component(
        service = {},
        immediate = true)
public final class WeatherSources {
    private final List<ServiceRegistration<ResourceSource>> registrations;

    @Activate
    public WeatherSources(BundleContext bundle, @Reference WeatherStore store) {
        registrations = List.of(
                register(bundle, new Forecasts(store)),
                register(
                        bundle,
                        new MongoSource("weather:observations", store.observations(), OwnerFields.impersonal())));
    }

    private static ServiceRegistration<ResourceSource> register(BundleContext bundle, ResourceSource source) {
        return bundle.registerService(ResourceSource.class, source, null);
    }

    @Deactivate
    public void withdraw() {
        registrations.forEach(ServiceRegistration::unregister);
    }

    /** A POST replaces the forecast of the same station and time. */
    static final class Forecasts extends MongoSource implements SourceCommands {
        private final WeatherStore store;

        Forecasts(WeatherStore store) {
            super("weather:forecasts", store.forecasts(), OwnerFields.impersonal());
            this.store = store;
        }

        @Override
        public Optional<SourceCommands> commands() {
            return Optional.of(this);
        }

        @Override
        public Map<String, Object> create(Caller caller, Document body) {
            return createAll(caller, List.of(body)).get(0);
        }

        @Override
        public List<Map<String, Object>> createAll(Caller caller, List<Document> bodies) {
            List<WeatherRecord> records = bodies.stream().map(Forecasts::record).toList();
            store.store(records);
            return records.stream()
                    .map(record -> Map.<String, Object>of("_id", record.id()))
                    .toList();
        }

        private static WeatherRecord record(Document body) {
            Map<String, Object> fields = new HashMap<>(body);
            fields.values().removeIf(value -> value == null);
            Object time = fields.remove(WeatherStore.TIME);
            Object station = fields.remove(WeatherStore.STATION);
            return new WeatherRecord(
                    station == null ? place(body) : station.toString(),
                    time instanceof Date date ? date.toInstant() : Instant.parse(time.toString()),
                    true,
                    fields);
        }

        /** Clients of the platform may leave the station out. */
        private static String place(Document body) {
            return body.containsKey("lat") && body.containsKey("lon")
                    ? body.get("lat") + "," + body.get("lon")
                    : UUID.randomUUID().toString();
        }
    }
}
