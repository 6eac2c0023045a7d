package eu.flexcoop.middleware.openadr.codec.xml;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.datatype.DatatypeConfigurationException;
import javax.xml.datatype.DatatypeFactory;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.time.api.DateTimes;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.codec.Target;
import eu.flexcoop.middleware.openadr.codec.event.Event;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage;
import eu.flexcoop.middleware.openadr.codec.event.EventStatus;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage;
import eu.flexcoop.middleware.openadr.codec.report.Report;
import eu.flexcoop.middleware.openadr.codec.report.ReportDescription;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage;
import eu.flexcoop.middleware.openadr.codec.report.ReportRequest;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever the times in a message are, VENs of any age can read how we write them. */
class WrittenTimesTest {
    private static final Pattern ELEMENT = Pattern.compile("<\\w+:([\\w-]+)>([^<]*)</");
    /** At most three digits of a fraction, since some clients read no more, and always UTC. */
    private static final Pattern DATE_TIME =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,3})?Z");
    /** No weeks, days, months or years, whose lengths clients count differently, and no fractions, which the schema forbids. */
    private static final Pattern DURATION = Pattern.compile("-?PT(?=\\d)(\\d+H)?(\\d+M)?(\\d+S)?");

    private static final Set<String> DATE_TIMES =
            Set.of("date-time", "createdDateTime", "modificationDateTime", "updated");
    private static final Set<String> DURATIONS = Set.of("duration", "startafter", "oadrMinPeriod", "oadrMaxPeriod");

    private final OadrWriter writer = new OadrWriter();

    @Property(tries = 500)
    void areReadByOldClients(@ForAll("instants") Instant at, @ForAll("durations") Duration length) {
        for (OadrPayload message : messages(at, length)) {
            Matcher element = ELEMENT.matcher(new String(writer.write(message), StandardCharsets.UTF_8));
            while (element.find()) {
                String text = element.group(2);
                if (DATE_TIMES.contains(element.group(1))) {
                    assertThat(text).matches(DATE_TIME);
                    assertThat(Duration.between(Instant.parse(text), at))
                            .isBetween(Duration.ZERO, Duration.ofMillis(1));
                } else if (DURATIONS.contains(element.group(1))) {
                    assertIsReadable(text, length);
                }
            }
        }
    }

    private static void assertIsReadable(String text, Duration length) {
        assertThat(text).matches(DURATION);
        Duration read = Duration.parse(text);
        assertThat(read.minus(length).abs()).isLessThan(Duration.ofSeconds(1));
        assertThat(read.isZero()).isEqualTo(length.isZero());
        // as clients made with JAXB read it
        assertThat(xmlDurations().newDuration(text).getTimeInMillis(java.util.Date.from(Instant.EPOCH)))
                .isEqualTo(read.toMillis());
    }

    private static DatatypeFactory xmlDurations() {
        try {
            return DatatypeFactory.newInstance();
        } catch (DatatypeConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A time of a message that the property does not look at would not be noticed. */
    @Test
    void allElementsWithTimesAreChecked() {
        Set<String> found = new TreeSet<>();
        for (OadrPayload message : Messages.all()) {
            Matcher element = ELEMENT.matcher(new String(writer.write(message), StandardCharsets.UTF_8));
            while (element.find()) {
                if (DATE_TIME.matcher(element.group(2)).matches()
                        || DURATION.matcher(element.group(2)).matches()) {
                    found.add(element.group(1));
                }
            }
        }
        found.remove("oadrValue");
        Set<String> checked = new TreeSet<>(DATE_TIMES);
        checked.addAll(DURATIONS);
        assertThat(found).isEqualTo(checked);
    }

    @Provide
    Arbitrary<Instant> instants() {
        return DateTimes.instants()
                .between(Instant.parse("0001-01-01T00:00:00Z"), Instant.parse("9999-12-31T23:59:59.999999999Z"))
                .ofPrecision(java.time.temporal.ChronoUnit.NANOS);
    }

    @Provide
    Arbitrary<Duration> durations() {
        Arbitrary<Long> seconds = Arbitraries.oneOf(
                Arbitraries.longs().between(-10, 10), Arbitraries.longs().between(-31_536_000_000L, 31_536_000_000L));
        Arbitrary<Integer> nanos = Arbitraries.integers().between(0, 999_999_999);
        return Combinators.combine(seconds, nanos).as(Duration::ofSeconds);
    }

    private static List<OadrPayload> messages(Instant at, Duration length) {
        return List.of(
                new RegisterPartyMessage.CreatedPartyRegistration(
                        EiResponse.ok("r"), Optional.empty(), Optional.empty(), "V", List.of(), Optional.of(length)),
                new EventMessage.DistributeEvent(Optional.empty(), "d", "V", List.of(event(at, length))),
                new OptMessage.CreateOpt(
                        "o",
                        OptType.OPT_IN,
                        "economic",
                        Optional.empty(),
                        "v",
                        List.of(new OptMessage.Slot(at, length)),
                        at,
                        "r",
                        Optional.empty(),
                        Target.NONE,
                        Optional.empty()),
                new ReportMessage.UpdateReport("r", List.of(report(at, length)), Optional.empty()),
                new ReportMessage.CreateReport(
                        "r",
                        List.of(new ReportRequest(
                                "rr",
                                "s",
                                length,
                                length,
                                Optional.of(new ReportRequest.Window(at, length)),
                                List.of(new ReportRequest.Point("a", Optional.empty(), "x-notApplicable")))),
                        Optional.empty()));
    }

    private static Event event(Instant at, Duration length) {
        return new Event(
                new Event.Descriptor(
                        "e",
                        0,
                        Optional.of(at),
                        Optional.empty(),
                        0,
                        "http://m",
                        at,
                        EventStatus.FAR,
                        Optional.empty(),
                        Optional.empty()),
                new Event.ActivePeriod(
                        at, length, Optional.of(length), length, Optional.of(length), Optional.of(length)),
                List.of(),
                Optional.of(new Event.Baseline(
                        at,
                        length,
                        List.of(new Event.SignalInterval(length, "0", 1)),
                        "b",
                        List.of(),
                        "b",
                        Optional.empty())),
                Target.NONE,
                true);
    }

    private static Report report(Instant at, Duration length) {
        return new Report(
                Optional.of(at),
                Optional.of(length),
                List.of(new Report.Interval(Optional.of(at), Optional.of(length), Optional.empty(), List.of())),
                Optional.empty(),
                List.of(new ReportDescription(
                        "a",
                        Optional.empty(),
                        Optional.empty(),
                        "usage",
                        Optional.empty(),
                        "Direct Read",
                        Optional.empty(),
                        Optional.of(new ReportDescription.SamplingRate(length, length, false)))),
                "rr",
                "s",
                Optional.empty(),
                at);
    }
}
