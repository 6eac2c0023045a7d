package eu.flexcoop.middleware.imports.weather.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import eu.flexcoop.middleware.imports.api.FileImport;
import eu.flexcoop.middleware.imports.api.ImportFile;
import eu.flexcoop.middleware.imports.api.ImportReport;
import eu.flexcoop.middleware.imports.api.Refusals;

/**
 * Takes in observations and forecasts. A file is read twice: it is checked as a whole, then its records are stored. A file that is not of
 * the format leaves nothing behind; of any other file everything is stored but the records that the report names. Thread-safe.
 */
@Component(
        service = FileImport.class,
        property = FileImport.FORMAT + "=weather",
        configurationPid = "eu.flexcoop.middleware.imports.weather")
@Designate(ocd = WeatherImport.Config.class)
public final class WeatherImport implements FileImport {
    /** What of files is left out. */
    @ObjectClassDefinition(name = "Flexcoop weather import")
    public @interface Config {
        @AttributeDefinition(description = "Columns of CSV and fields of JSON that are left out, separated by commas")
        String ignored() default "";
    }

    private static final int RECORDS_PER_WRITE = 1_000;

    private final WeatherStore store;
    private final Set<String> ignored;

    @Activate
    public WeatherImport(@Reference WeatherStore store, Config config) {
        this(store, config.ignored());
    }

    WeatherImport(WeatherStore store, String ignored) {
        this.store = store;
        this.ignored = Arrays.stream(ignored.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public ImportReport take(ImportFile file) {
        RecordReader.read(file, ignored, new Refusals(), any -> {});
        Refusals refusals = new Refusals();
        Batch batch = new Batch();
        RecordReader.read(file, ignored, refusals, batch::add);
        batch.store();
        return refusals.report(batch.stored);
    }

    private final class Batch {
        private final List<WeatherRecord> records = new ArrayList<>();
        private long stored;

        void add(WeatherRecord record) {
            records.add(record);
            if (records.size() == RECORDS_PER_WRITE) {
                store();
            }
        }

        void store() {
            store.store(records);
            stored += records.size();
            records.clear();
        }
    }
}
