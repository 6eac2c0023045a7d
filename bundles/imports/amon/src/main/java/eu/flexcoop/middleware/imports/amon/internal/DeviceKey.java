package eu.flexcoop.middleware.imports.amon.internal;

import java.util.regex.Pattern;

import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.VenId;

/**
 * A device of uploads. Each cooperative has names of its own, so that none meets or learns of the devices of another one.
 *
 * @param company {@code companyId} of the upload
 * @param device {@code deviceId} of the upload
 */
record DeviceKey(AggregatorId aggregator, String company, String device) {
    /** No box can have such an id: those that boxes may choose have no slash. */
    private static final String VEN = "import/amon/";

    private static final Pattern COMPANY = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
    private static final Pattern AGGREGATOR = Pattern.compile("[A-Za-z0-9._:-]{3,256}");
    private static final Pattern DEVICE = Pattern.compile("[\\p{L}\\p{N}\\p{P}\\p{S} ]{1,128}");

    /** @throws RefusedException if a part cannot be a name */
    static DeviceKey of(AggregatorId aggregator, String company, String device) throws RefusedException {
        if (!AGGREGATOR.matcher(aggregator.value()).matches()) {
            throw new RefusedException("aggregator_id has 3 to 256 letters, digits and . _ : -");
        }
        return new DeviceKey(aggregator, company, device);
    }

    static void check(DeviceUpload upload) throws RefusedException {
        if (!DEVICE.matcher(upload.deviceId()).matches()) {
            throw new RefusedException("deviceId is missing or not a text of 1 to 128 characters");
        }
        if (!COMPANY.matcher(upload.companyId()).matches()) {
            throw new RefusedException("companyId is missing or has other characters than letters, digits and . _ : -");
        }
    }

    /** The names before the last one have no slash. */
    String id() {
        return aggregator.value() + '/' + company + '/' + device;
    }

    VenId ven() {
        return new VenId(VEN + id());
    }
}
