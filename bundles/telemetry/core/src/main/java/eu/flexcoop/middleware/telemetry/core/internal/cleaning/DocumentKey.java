package eu.flexcoop.middleware.telemetry.core.internal.cleaning;

/**
 * Which of the 15-minute documents of a device and quarter hour.
 *
 * @param metric empty where the document has one field per metric
 */
public record DocumentKey(String collection, String metric) {
    public static DocumentKey of(String collection) {
        return new DocumentKey(collection, "");
    }
}
