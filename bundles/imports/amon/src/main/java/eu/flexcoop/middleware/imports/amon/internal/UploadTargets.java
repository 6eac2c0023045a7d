package eu.flexcoop.middleware.imports.amon.internal;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.imports.api.Refusals;
import eu.flexcoop.middleware.security.api.Caller;

/** Finds whose the devices of an upload are and registers those that are new. Thread-safe. */
final class UploadTargets {
    private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9._:@-]{1,128}");

    private final DeviceStore store;
    private final DeviceRegistration registration;
    private final BoxDevices boxes;
    private final Companies companies;

    UploadTargets(DeviceStore store, DeviceRegistration registration, BoxDevices boxes, Companies companies) {
        this.store = store;
        this.registration = registration;
        this.boxes = boxes;
        this.companies = companies;
    }

    /** By the index of the document; documents without a target are refused. */
    Map<Integer, Target> find(List<DeviceUpload> uploads, Caller caller, Refusals refusals) {
        Map<String, BoxDevices.BoxDevice> ofBoxes = boxes.find(uploads, caller);
        Map<Integer, DeviceKey> keys = new HashMap<>();
        Map<Integer, Target> targets = new HashMap<>();
        for (DeviceUpload upload : uploads) {
            try {
                DeviceKey.check(upload);
                if (!ofBoxes.containsKey(upload.deviceId())) {
                    keys.put(upload.index(), key(upload, caller));
                }
            } catch (RefusedException e) {
                refuse(upload, e, refusals, targets);
            }
        }
        Map<String, DeviceDocument> known = store.find(keys.values());
        for (DeviceUpload upload : uploads) {
            if (!targets.containsKey(upload.index())) {
                CheckedReadings readings = new CheckedReadings(upload, refusals);
                try {
                    BoxDevices.BoxDevice ofBox = ofBoxes.get(upload.deviceId());
                    targets.put(
                            upload.index(),
                            ofBox != null
                                    ? ofBox.target(readings)
                                    : target(keys.get(upload.index()), upload, readings, known));
                } catch (RefusedException e) {
                    refuse(upload, e, refusals, targets);
                }
            }
        }
        return targets;
    }

    private static void refuse(
            DeviceUpload upload, RefusedException reason, Refusals refusals, Map<Integer, Target> targets) {
        refusals.add(upload.path(), upload.measurements(), reason.getMessage());
        targets.put(upload.index(), Target.none());
    }

    private DeviceKey key(DeviceUpload upload, Caller caller) throws RefusedException {
        Optional<AggregatorId> stated = upload.aggregatorId().map(AggregatorId::new);
        Optional<AggregatorId> aggregator = caller.isPrivileged()
                ? stated.or(() -> companies.owner(upload.companyId()).map(Companies.Owner::aggregator))
                : caller.aggregator();
        if (aggregator.isEmpty()) {
            throw unknownOwner();
        }
        if (stated.isPresent() && !stated.equals(aggregator)) {
            throw new RefusedException("aggregator_id is not yours; leave it out");
        }
        return DeviceKey.of(aggregator.get(), upload.companyId(), upload.deviceId());
    }

    private static RefusedException unknownOwner() {
        return new RefusedException(
                "the device is new and nothing says whose it is: add account_id and aggregator_id to the document,"
                        + " or have its company named in etc/eu.flexcoop.middleware.imports.amon.cfg");
    }

    private AccountId account(DeviceKey key, DeviceUpload upload, Optional<DeviceDocument> known)
            throws RefusedException {
        AccountId account = upload.accountId()
                .map(AccountId::new)
                .or(() -> known.map(DeviceDocument::account))
                .or(() -> companies
                        .owner(key.company())
                        .filter(owner -> owner.aggregator().equals(key.aggregator()))
                        .flatMap(Companies.Owner::account))
                .orElseThrow(UploadTargets::unknownOwner);
        if (!ACCOUNT.matcher(account.value()).matches()) {
            throw new RefusedException("account_id has 1 to 128 letters, digits and . _ : @ -");
        }
        return account;
    }

    private Target target(
            DeviceKey key, DeviceUpload upload, CheckedReadings readings, Map<String, DeviceDocument> known)
            throws RefusedException {
        Optional<DeviceDocument> before = Optional.ofNullable(known.get(key.id()));
        AccountId account = account(key, upload, before);
        before.ifPresent(device -> refuseOthers(device, readings));
        if (readings.open().isEmpty()) {
            return new Target(key.ven(), 0, before, readings.points());
        }
        DeviceDocument device = before.isPresent() && isComplete(before.get(), account, readings.open())
                ? before.get()
                : registration.with(key, account, readings.open());
        known.put(key.id(), device);
        refuseOthers(device, readings);
        for (Reading.Checked reading : readings.open()) {
            accept(device, reading, readings);
        }
        return new Target(key.ven(), device.revision(), Optional.of(device), readings.points());
    }

    private static boolean isComplete(DeviceDocument device, AccountId account, Collection<Reading.Checked> readings) {
        return device.isRegistered()
                && device.account().equals(account)
                && readings.stream().allMatch(each -> device.readings().containsKey(each.type()));
    }

    /** Readings that the device has in another way. */
    private static void refuseOthers(DeviceDocument device, CheckedReadings readings) {
        Map<AmonType, Period> has = device.readings();
        for (Reading.Checked reading : readings.open()) {
            Period period = has.get(reading.type());
            if (period != null && period != reading.period()) {
                readings.refuse(
                        reading.type(),
                        "the device has %s as %s; upload it under a deviceId of its own, or delete the device"
                                .formatted(reading.type().name(), period));
            }
            has.keySet().stream()
                    .filter(type -> period == null
                            && type.quantity().equals(reading.type().quantity()))
                    .findAny()
                    .ifPresent(type -> readings.refuse(
                            reading.type(),
                            CheckedReadings.sameQuantity(reading.type(), type).getMessage()));
        }
    }

    private void accept(DeviceDocument device, Reading.Checked reading, CheckedReadings readings) {
        Duration duration = Duration.ZERO;
        if (reading.type().energy() && reading.period() == Period.INSTANT) {
            Optional<Duration> before = device.interval(reading.type());
            Optional<Duration> interval = readings.interval(reading, before);
            if (interval.isEmpty()) {
                readings.refuse(reading.type(), CheckedReadings.unknownInterval());
                return;
            }
            duration = interval.get();
            if (!interval.equals(before)) {
                store.keepInterval(device.key(), reading.type().name(), duration);
            }
        }
        readings.accept(reading, AmonType.rid(reading.type().name(), reading.period()), reading.factor(), duration);
    }
}
