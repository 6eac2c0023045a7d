package eu.flexcoop.middleware.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import org.bson.Document;

/** The documents that are written over REST and by the plain driver: the same for both. Thread-safe. */
final class Readings {
    /** Name of the resource and its collection. */
    static final String RESOURCE = "bench_reading";

    /** Their devices. */
    static final int DEVICES = 20;

    private static final DateTimeFormatter WIRE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final Instant FIRST = Instant.parse("2001-01-01T00:00:00Z");

    private final String account;
    private final String aggregator;
    private final AtomicLong next = new AtomicLong();

    Readings(String account, String aggregator) {
        this.account = account;
        this.aggregator = aggregator;
    }

    /** The definition, as a partner would drop it. */
    static String definition() {
        return """
                {
                  "item_title": "reading of the bench",
                  "access": {"service": {}, "prosumer": {"rows": {"account_id": "$account"}}},
                  "mongo_indexes": {"device": [["account_id", 1], ["device_id", 1], ["_id", 1]]},
                  "resource_methods": ["GET", "POST"],
                  "item_methods": ["GET", "PATCH", "DELETE"],
                  "schema": {
                    "device_id": {"type": "uuid", "required": true},
                    "account_id": {"type": "uuid", "required": true},
                    "aggregator_id": {"type": "string", "minlength": 3, "maxlength": 256, "required": true},
                    "device_class": {"type": "string", "allowed": ["otherLoad", "pvDevice"], "required": true},
                    "timestamp": {"type": "datetime", "required": true},
                    "kwh": {"type": "float", "min": 0},
                    "verified_kwh": {"type": "boolean"}
                  }
                }
                """;
    }

    /** Id of the device of the reading with this number. */
    static String device(long number) {
        return new UUID(0xbe2cL << 48, number % DEVICES).toString();
    }

    byte[] json() {
        long number = next.getAndIncrement();
        return """
                {"device_id":"%s","account_id":"%s","aggregator_id":"%s","device_class":"otherLoad",\
                "timestamp":"%s","kwh":%s,"verified_kwh":true}"""
                .formatted(
                        device(number),
                        account,
                        aggregator,
                        WIRE.format(FIRST.plusSeconds(900 * number)),
                        (number % 1000) * 0.001)
                .getBytes(StandardCharsets.UTF_8);
    }

    Document document() {
        long number = next.getAndIncrement();
        return new Document("device_id", device(number))
                .append("account_id", account)
                .append("aggregator_id", aggregator)
                .append("device_class", "otherLoad")
                .append("timestamp", Date.from(FIRST.plusSeconds(900 * number)))
                .append("kwh", (number % 1000) * 0.001)
                .append("verified_kwh", true);
    }
}
