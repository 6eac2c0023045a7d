package eu.flexcoop.middleware.telemetry.api;

import java.util.List;
import java.util.Map;

import com.mongodb.client.model.WriteModel;
import org.bson.Document;

/**
 * Writes that may be done in any order and again and again; an outdated one changes nothing, whoever comes last.
 *
 * @param documents writes of the 15-minute documents by their collection
 * @param longTerm marks for {@link PendingRange#COLLECTION}, to be written after the documents
 */
public record QuarterHourWrites(
        Map<String, List<WriteModel<Document>>> documents, List<WriteModel<Document>> longTerm) {
    /** Collection of energy, power, voltage and current. */
    public static final String METER = "meter";

    public static final String INDOOR_SENSING = "indoor_sensing";
    public static final String OCCUPANCY = "occupancy";
    public static final String DEVICE_STATUS = "device_status";

    public QuarterHourWrites {
        documents = Map.copyOf(documents);
        longTerm = List.copyOf(longTerm);
    }
}
