package eu.flexcoop.middleware.imports.amon.internal;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

import eu.flexcoop.middleware.imports.api.FileImport;
import eu.flexcoop.middleware.imports.api.FileRefusedException;
import eu.flexcoop.middleware.imports.api.ImportFile;
import eu.flexcoop.middleware.imports.api.ImportReport;
import eu.flexcoop.middleware.imports.api.Refusals;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.telemetry.api.DeviceDirectory;
import eu.flexcoop.middleware.telemetry.api.RegisteredBoxes;
import eu.flexcoop.middleware.telemetry.api.SampleIntake;
import eu.flexcoop.middleware.telemetry.api.UnknownPoints;

/**
 * Takes in uploads of the AMON format. A file is read twice: first all of it is checked and its devices are registered, then its
 * measurements are given to the telemetry, which stores them durably before this returns. A file that is not of the format leaves
 * nothing behind; of any other file everything is stored but what the report names. Thread-safe.
 */
@Component(
        service = {FileImport.class, AmonImport.class},
        property = FileImport.FORMAT + "=amon",
        configurationPid = "eu.flexcoop.middleware.imports.amon")
@Designate(ocd = AmonConfig.class)
public final class AmonImport implements FileImport {
    private static final Caller OPERATOR =
            new Caller("file import", Role.ADMIN, Optional.empty(), Optional.empty(), Optional.empty());
    /** Their descriptions are in memory while an upload is taken in, about 1 kB each. */
    private static final int MOST_DEVICES = 50_000;

    private static final int DEVICES_AT_ONCE = 500;

    private final UploadTargets targets;
    private final DeviceRegistration registration;
    private final DeviceStore store;
    private final SampleIntake intake;
    private final UnknownPoints unknown;
    private final Clock clock;

    @Activate
    public AmonImport(
            @Reference DeviceStore store,
            @Reference DeviceDirectory directory,
            @Reference RegisteredBoxes boxes,
            @Reference SampleIntake intake,
            @Reference UnknownPoints unknown,
            AmonConfig config) {
        this(store, directory, boxes, intake, unknown, Companies.parse(config.companies()), Clock.systemUTC());
    }

    AmonImport(
            DeviceStore store,
            DeviceDirectory directory,
            RegisteredBoxes boxes,
            SampleIntake intake,
            UnknownPoints unknown,
            Companies companies,
            Clock clock) {
        this.store = store;
        this.registration = new DeviceRegistration(store, directory);
        this.targets = new UploadTargets(store, registration, new BoxDevices(directory, boxes), companies);
        this.intake = intake;
        this.unknown = unknown;
        this.clock = clock;
    }

    @Override
    public ImportReport take(ImportFile file) {
        return take(file, OPERATOR).report();
    }

    /** On behalf of a caller, who may upload in general; which devices are its own is checked here. */
    AmonReport take(ImportFile file, Caller caller) {
        List<DeviceUpload> uploads = check(file);
        Refusals refusals = new Refusals();
        Map<Integer, Target> found = new HashMap<>();
        for (int from = 0; from < uploads.size(); from += DEVICES_AT_ONCE) {
            List<DeviceUpload> some = uploads.subList(from, Math.min(uploads.size(), from + DEVICES_AT_ONCE));
            found.putAll(targets.find(some, caller, refusals));
        }
        int readings = keepReadings(uploads, found);
        MeasurementSender sender = new MeasurementSender(found, intake, unknown, registration, refusals, clock);
        UploadReader.read(file, sender);
        return new AmonReport(refusals.report(sender.accepted()), readings);
    }

    private static List<DeviceUpload> check(ImportFile file) {
        List<DeviceUpload> uploads = new ArrayList<>();
        UploadReader.read(file, new UploadReader.Visitor() {
            @Override
            public void measurement(int document, long number, AmonMeasurement measurement) {
                // is looked at when its device is known
            }

            @Override
            public void document(DeviceUpload document) {
                if (uploads.size() == MOST_DEVICES) {
                    throw new FileRefusedException(
                            "The upload has more than %d documents".formatted(MOST_DEVICES),
                            "Divide it into several uploads; nothing was stored.");
                }
                uploads.add(document);
            }
        });
        return uploads;
    }

    private int keepReadings(List<DeviceUpload> uploads, Map<Integer, Target> found) {
        List<Reading.Checked> used = new ArrayList<>();
        for (DeviceUpload upload : uploads) {
            Map<String, Target.Point> points = found.get(upload.index()).points();
            upload.readings().stream()
                    .filter(each -> points.getOrDefault(each.type(), Target.REFUSED) != Target.REFUSED)
                    .distinct()
                    .forEach(each -> {
                        try {
                            used.add(each.checked());
                        } catch (RefusedException e) {
                            throw new IllegalStateException("%s was accepted before".formatted(each), e);
                        }
                    });
        }
        store.keepReadings(used);
        return used.size();
    }
}
