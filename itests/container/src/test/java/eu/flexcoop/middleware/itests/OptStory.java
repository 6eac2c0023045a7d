package eu.flexcoop.middleware.itests;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CreatedOpt;

import static org.assertj.core.api.Assertions.assertThat;

/** Opts for an event and for times to come, and what they do to events. */
final class OptStory implements VenStory {
    private static final String AWAY = "away";
    private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);

    private final DrEvents operator;
    private final TestVen ven;
    private final TestVen other;
    private final Instant absence = Instant.now().plus(Duration.ofHours(5));

    OptStory(Middleware middleware) throws Exception {
        operator = new DrEvents(middleware.http("/"), middleware.serviceToken());
        ven = TestVen.enrol(middleware, "choosy");
        other = TestVen.enrol(middleware, "always there");
    }

    @Override
    public List<Part> parts() {
        return List.of(this::before, this::after);
    }

    private void before() throws Exception {
        ven.join();
        other.join();
        String event = operator.create(ven.id(), Instant.now().plus(Duration.ofHours(2)), HALF_AN_HOUR);
        ven.awaitEvents();
        assertThat(ven.ask(CreatedOpt.class, ven.messages().createOpt("event", OptType.OPT_OUT, event, 0))
                        .optId())
                .isEqualTo("event");
        assertThat(operator.state(event, ven.id())).isEqualTo("opt_out");
        assertThat(ven.code(ven.messages().createdEvent(event, 0, OptType.OPT_IN)))
                .as("the opt of EiOpt counts more")
                .isEqualTo("200");
        assertThat(operator.state(event, ven.id())).isEqualTo("opt_out");

        assertThat(ven.code(ven.messages().createOpt("stale", OptType.OPT_IN, event, 7)))
                .isEqualTo("452");
        assertThat(other.code(other.messages().createOpt("foreign", OptType.OPT_IN, event, 0)))
                .isEqualTo("452");
        assertThat(ven.code(ven.messages().cancelOpt("unknown"))).isEqualTo("452");
        assertThat(ven.code(ven.messages().createOpt(AWAY, absence))).isEqualTo("200");
        assertThat(other.code(other.messages().cancelOpt(AWAY))).isEqualTo("452");
    }

    private void after() throws Exception {
        String during = eventForBoth();
        assertThat(operator.state(during, ven.id())).isEqualTo("skipped");
        assertThat(operator.state(during, other.id())).isNotEqualTo("skipped");
        other.code(other.messages().createdEvent(other.awaitEvents(), OptType.OPT_IN));
        assertThat(ven.code(ven.messages().cancelOpt(AWAY))).isEqualTo("200");
        assertThat(ven.code(ven.messages().cancelOpt(AWAY))).isEqualTo("452");
        assertThat(operator.state(eventForBoth(), ven.id())).isNotEqualTo("skipped");
    }

    private String eventForBoth() throws Exception {
        return operator.created(
                """
                {"targets": [{"ven_id": "%s"}, {"ven_id": "%s"}], "market_context": "http://coop.example/%s",
                 "dtstart": "%s",
                 "signals": [{"name": "LOAD_DISPATCH", "type": "delta",
                              "intervals": [{"duration": "PT30M", "value": -1000}]}]}
                """
                        .formatted(
                                ven.id(),
                                other.id(),
                                VenMessages.id(),
                                absence.toString().replaceAll("\\.\\d+Z", ".000000Z")));
    }
}
