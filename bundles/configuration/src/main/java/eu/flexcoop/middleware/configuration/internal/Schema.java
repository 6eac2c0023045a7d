package eu.flexcoop.middleware.configuration.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The keys of one configuration, or of each of a factory's. */
record Schema(String pid, boolean factory, String title, List<Attribute> attributes) {
    Schema {
        attributes = List.copyOf(attributes);
    }

    Optional<Attribute> attribute(String key) {
        return attributes.stream().filter(each -> each.matches(key)).findFirst();
    }

    /** Whether nothing of a file with a problem may be used, not even defaults, until it is corrected. */
    boolean needsValidFile() {
        return factory || attributes.stream().anyMatch(Attribute::guards);
    }

    /** The pid of the configuration of this name; File Install gives one of a factory the name behind the hyphen after a tilde. */
    String pid(String name) {
        return factory ? pid + "~" + name.substring(pid.length() + 1) : name;
    }

    /** All keys of two bundles that share a configuration. */
    Schema with(Schema other) {
        List<Attribute> all = new ArrayList<>(attributes);
        other.attributes.stream()
                .filter(each -> attribute(each.key()).isEmpty())
                .forEach(all::add);
        return new Schema(pid, factory, title, all);
    }
}
