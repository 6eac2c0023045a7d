package eu.flexcoop.middleware.bench;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;

import org.bson.Document;

/**
 * A VEN of the push model.
 *
 * @param group letters that make the ids unlike those of other VENs
 * @param behaviour what it does with a message
 * @param listener where it listens, without the path
 */
record PushedVen(String group, String id, Behaviour behaviour, URI listener) {
    /** What becomes of a message to a VEN; {@code percent} of the VENs do so where not all answer. */
    enum Behaviour {
        ANSWERS(85),
        /** Nobody listens. */
        DEAD(5),
        /** Answers after {@link PushListener#SLOW}. */
        SLOW(5),
        /** Answers with HTTP status 500. */
        FAILS(5);

        private final int percent;

        Behaviour(int percent) {
            this.percent = percent;
        }

        private String path() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * VENs of all kinds, mixed evenly.
     *
     * @param listener of those that listen
     * @param dead an address at which nobody listens
     */
    static List<PushedVen> mixed(String group, int count, URI listener, URI dead) {
        List<PushedVen> vens = new ArrayList<>(count);
        for (int number = 0; number < count; number++) {
            int place = number * 37 % 100;
            Behaviour behaviour = Behaviour.ANSWERS;
            int end = 0;
            for (Behaviour each : Behaviour.values()) {
                end += each.percent;
                if (place < end) {
                    behaviour = each;
                    break;
                }
            }
            vens.add(new PushedVen(
                    group,
                    "%s%05d".formatted(prefix(group, behaviour), number),
                    behaviour,
                    behaviour == Behaviour.DEAD ? dead : listener));
        }
        return vens;
    }

    /** What the ids of the VENs of a group that behave so begin with. */
    static String prefix(String group, Behaviour behaviour) {
        return "bench-%s-%s-".formatted(group, behaviour.path());
    }

    /** As the path of a request to the VEN says, which is its own. */
    static Behaviour behaviourOf(String path) {
        String name = path.split("/", 3)[1];
        return Arrays.stream(Behaviour.values())
                .filter(each -> each.path().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static String idOf(String path) {
        return path.split("/", 4)[2];
    }

    boolean answers() {
        return behaviour == Behaviour.ANSWERS;
    }

    /** As the VTN stores a registration. */
    Document registration(Plan plan) {
        return new Document("_id", id)
                .append("ven_id", id)
                .append("registration_id", "bench-" + id)
                .append("registration_state", "registered")
                .append("oadr_ven_name", id)
                .append("account_id", plan.account())
                .append("aggregator_id", plan.aggregator())
                .append("fingerprint", id)
                .append("oadr_report_only", false)
                .append("oadr_http_pull_model", false)
                .append("oadr_transport_address", "%s/%s/%s".formatted(listener, behaviour.path(), id))
                .append("online", true)
                .append("registered_at", new Date())
                .append("revision", 1L);
    }

    /** As the VTN stores that it is to be sent to at that time. */
    Document due(Date at) {
        return new Document("_id", id).append("due_at", at).append("wakes", 1L).append("failures", 0);
    }
}
