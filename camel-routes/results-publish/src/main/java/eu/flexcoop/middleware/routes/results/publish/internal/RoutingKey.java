package eu.flexcoop.middleware.routes.results.publish.internal;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import eu.flexcoop.middleware.analytics.api.ModuleResult;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DeviceId;

/**
 * {@code <module>.<aggregator>.<device>}: three words for the patterns of topic exchanges. Within an id, what would end a word or is a
 * wildcard is escaped as in URLs: {@code coop%2Eexample}. A part that is not known, or is too long, is {@code -}.
 */
final class RoutingKey {
    private static final String NONE = "-";
    /** Three of them and the module stay below the 255 bytes of AMQP. */
    private static final int LONGEST = 100;

    private RoutingKey() {}

    static String of(String module, ModuleResult result) {
        return String.join(
                ".",
                module,
                word(result.aggregator().map(AggregatorId::value)),
                word(result.device().map(DeviceId::value)));
    }

    private static String word(Optional<String> id) {
        return id.map(RoutingKey::escaped)
                .filter(word -> word.getBytes(StandardCharsets.UTF_8).length <= LONGEST)
                .orElse(NONE);
    }

    private static String escaped(String id) {
        return id.replace("%", "%25").replace(".", "%2E").replace("*", "%2A").replace("#", "%23");
    }
}
