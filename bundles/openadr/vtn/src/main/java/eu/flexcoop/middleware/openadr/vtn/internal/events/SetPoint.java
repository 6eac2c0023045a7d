package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bson.Document;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;

/**
 * What one device is to be set to, in the platform's own form: {@code {"device_id": ..., "status": {"setPoint": 21.5, "mode": "2"}}}.
 *
 * @param values by the name of the status item
 * @param type of the signals
 * @param unit of the values, if the body says it
 * @param body the whole, for the terms that events of every form have
 */
record SetPoint(DeviceId device, Map<String, Double> values, String type, Optional<String> unit, Document body) {
    static final String STATUS = "status";

    private static final String DEFAULT_TYPE = "x-loadControlSetpoint";
    /** They say what the platform's form does not: when, where to, and how much. */
    private static final List<String> OTHER_FORM =
            List.of("targets", EventDocument.START, EventDocument.MARKET_CONTEXT, "signals", "intervals", "baseline");

    SetPoint {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** The body has the platform's form. */
    static boolean isIn(Document body) {
        return body.containsKey(DocumentFields.DEVICE_ID);
    }

    /** @throws IllegalArgumentException naming the field that is wrong */
    static SetPoint read(Document body) {
        for (String field : OTHER_FORM) {
            if (body.get(field) != null) {
                throw new IllegalArgumentException("give either device_id and status or " + field);
            }
        }
        if (!(body.get(DocumentFields.DEVICE_ID) instanceof String device) || device.isBlank()) {
            throw new IllegalArgumentException("device_id must be a text");
        }
        if (!(body.get(STATUS) instanceof Map<?, ?> status) || status.isEmpty()) {
            throw new IllegalArgumentException("status must hold at least one value, such as {\"setPoint\": 21.5}");
        }
        Map<String, Double> values = new LinkedHashMap<>();
        status.forEach((item, value) -> values.put(item.toString(), number(item.toString(), value)));
        String type = Optional.ofNullable(body.getString(EventTermsDocument.SIGNAL_TYPE))
                .orElse(DEFAULT_TYPE);
        return new SetPoint(
                new DeviceId(device), values, type, Optional.ofNullable(body.getString(EventTermsDocument.UNIT)), body);
    }

    /** A body may say whose the device is; then it must be right. */
    void requireOwner(VenEntry box) {
        require(DocumentFields.ACCOUNT_ID, box.account().value());
        require(DocumentFields.AGGREGATOR_ID, box.aggregator().value());
    }

    private void require(String field, String owner) {
        Object given = body.get(field);
        if (given != null && !given.equals(owner)) {
            throw SetPoints.refused(
                    422,
                    "device '%s' does not belong to %s '%s'".formatted(device, field, given),
                    "Leave the field out or correct it.");
        }
    }

    private static Double number(String item, Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        try {
            return Double.valueOf(String.valueOf(value));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("status.%s must be a number".formatted(item), e);
        }
    }
}
