package eu.flexcoop.middleware.itests;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisteredReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A VEN offers reports, is asked for them and sends values, with its own rIDs. */
final class ReportStory implements VenStory {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final double WATTS = 1500;

    private final DrEvents operator;
    private final TestVen ven;
    private final TestVen other;
    private final Instant quarter = quarterHourAgo();
    private String usage;

    ReportStory(Middleware middleware) throws Exception {
        operator = new DrEvents(middleware.http("/"), middleware.serviceToken());
        ven = TestVen.enrol(middleware, "reporting");
        other = TestVen.enrol(middleware, "silent");
    }

    /** The last quarter of an hour that is over. */
    private static Instant quarterHourAgo() {
        long seconds = Instant.now().getEpochSecond();
        return Instant.ofEpochSecond(seconds - seconds % 900 - 900);
    }

    @Override
    public List<Part> parts() {
        return List.of(this::offers, this::goesOn);
    }

    private void offers() throws Exception {
        ven.register();
        other.join();
        assertThat(ven.ask(RegisteredReport.class, ven.messages().offer())
                        .response()
                        .code())
                .isEqualTo("200");
        RegisterReport first = ven.ask(RegisterReport.class, new Poll(ven.id()));
        ven.code(ven.messages().registeredReport(first));

        CreateReport asked = ven.awaitPolled(CreateReport.class);
        assertThat(asked.requests())
                .extracting(request -> request.points().get(0).rId())
                .containsExactlyInAnyOrder(VenMessages.POWER, VenMessages.STATUS);
        ven.assertNothingWaits();
        CreateReport again = ven.awaitPolled(CreateReport.class);
        assertThat(id(again, VenMessages.POWER))
                .as("without an answer it comes again")
                .isEqualTo(id(asked, VenMessages.POWER));
        assertThat(ven.code(ven.messages().createdReport(again))).isEqualTo("200");
        ven.assertNothingWaits();

        usage = id(again, VenMessages.POWER);
        sendPower(0, 8);
        assertThat(ven.code(ven.messages().updateStatusReport(id(again, VenMessages.STATUS), quarter, true)))
                .isEqualTo("200");
        assertThat(ven.code(ven.messages().updateReport("1", "unknown", quarter, WATTS)))
                .isEqualTo("452");
        assertThat(other.code(other.messages().updateReport("1", usage, quarter, WATTS)))
                .isEqualTo("452");
    }

    private void goesOn() throws Exception {
        ven.assertNothingWaits();
        sendPower(8, 15);
        sendPower(0, 15);
        await("the quarter of an hour to be seen over REST").atMost(SOON).untilAsserted(() -> assertThat(meter())
                .anySatisfy(item -> {
                    assertThat(Instant.parse(item.get("timestamp").asText())).isEqualTo(quarter);
                    assertThat(item.path("watts").asDouble()).isEqualTo(WATTS);
                }));
    }

    /** The same minutes have the same requestID, so that they are repeats. */
    private void sendPower(int from, int to) throws Exception {
        for (int minute = from; minute < to; minute++) {
            assertThat(ven.code(ven.messages()
                            .updateReport("minute-" + minute, usage, quarter.plus(minute, ChronoUnit.MINUTES), WATTS)))
                    .isEqualTo("200");
        }
    }

    private List<JsonNode> meter() throws Exception {
        return StreamSupport.stream(operator.ofAccount("meter", ven.account()).spliterator(), false)
                .toList();
    }

    private static String id(CreateReport asked, String rId) {
        return asked.requests().stream()
                .filter(request ->
                        request.points().stream().anyMatch(point -> point.rId().equals(rId)))
                .map(ReportRequest::reportRequestId)
                .findFirst()
                .orElseThrow();
    }
}
