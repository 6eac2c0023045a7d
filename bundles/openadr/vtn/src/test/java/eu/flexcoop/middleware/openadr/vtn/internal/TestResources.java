package eu.flexcoop.middleware.openadr.vtn.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;
import eu.flexcoop.middleware.telemetry.api.BoxResource;
import eu.flexcoop.middleware.telemetry.api.ResourceDirectory;
import eu.flexcoop.middleware.telemetry.api.StatusPoint;

/** Resources that boxes have registered, as a test says. */
final class TestResources implements ResourceDirectory {
    final List<BoxResource> registered = new ArrayList<>();
    final List<StatusPoint> statusPoints = new ArrayList<>();

    /** A device with a status, called {@code device-<resource>}. */
    void putStatus(VenId ven, String account, String resource, String... items) {
        BoxOwner owner = new BoxOwner(ven, new AccountId("account-" + account), new AggregatorId("coop.example"));
        BoxResource device = new BoxResource(resource, resource, new DeviceId("device-" + resource), owner);
        for (String item : items) {
            statusPoints.add(new StatusPoint(device, item, resource + "_" + item));
        }
    }

    /** By a name and for a class, under which it is found. */
    void put(VenId ven, String account, String resource, String deviceClass) {
        BoxOwner owner = new BoxOwner(ven, new AccountId("account-" + account), new AggregatorId("coop.example"));
        for (String wanted : List.of(resource, deviceClass)) {
            registered.add(new BoxResource(wanted, resource, new DeviceId("device-" + resource), owner));
        }
    }

    @Override
    public void named(Collection<String> names, Consumer<BoxResource> found) {
        registered.stream().filter(each -> names.contains(each.wanted())).forEach(found);
    }

    @Override
    public void named(Collection<String> names, Collection<VenId> vens, Consumer<BoxResource> found) {
        named(names, each -> {
            if (vens.contains(each.owner().ven())) {
                found.accept(each);
            }
        });
    }

    @Override
    public void ofClasses(Collection<String> deviceClasses, Consumer<BoxResource> found) {
        named(deviceClasses, found);
    }

    @Override
    public List<StatusPoint> statusPoints(Collection<DeviceId> wanted) {
        return statusPoints.stream()
                .filter(point -> wanted.contains(point.device().device()))
                .toList();
    }
}
