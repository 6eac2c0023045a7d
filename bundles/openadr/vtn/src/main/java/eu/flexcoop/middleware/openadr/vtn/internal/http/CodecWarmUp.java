package eu.flexcoop.middleware.openadr.vtn.internal.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.report.Report;
import eu.flexcoop.middleware.openadr.codec.report.Report.FloatReading;
import eu.flexcoop.middleware.openadr.codec.report.Report.Interval;
import eu.flexcoop.middleware.openadr.codec.report.Report.Value;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdatedReport;
import eu.flexcoop.middleware.openadr.codec.xml.OadrReader;
import eu.flexcoop.middleware.openadr.codec.xml.OadrWriter;

/**
 * Reads polls and reports and writes their answers before the first VEN can reach the VTN, so that the JVM has compiled the codec by
 * then (docs/adr/0028). It leaves nothing behind: no query, no count, no log line.
 */
final class CodecWarmUp {
    /** Enough for the code to be compiled. */
    private static final int ROUNDS = 3_000;
    /** For slow machines. */
    private static final Duration AT_MOST = Duration.ofSeconds(1);

    private static final Optional<String> VEN = Optional.of("00000000-0000-0000-0000-000000000000");
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final int VALUES = 6;

    private final OadrReader reader = new OadrReader();
    private final OadrWriter writer = new OadrWriter();
    private final byte[] poll = writer.write(new Poll(VEN.get()));
    private final byte[] report = writer.write(report());
    private final OadrPayload pollAnswer = new Response(EiResponse.ok(""), VEN);
    private final OadrPayload reportAnswer = new UpdatedReport(EiResponse.ok("warm-up"), Optional.empty(), VEN);

    static void run() {
        CodecWarmUp warmUp = new CodecWarmUp();
        long began = System.nanoTime();
        for (int i = 0; i < ROUNDS && System.nanoTime() - began < AT_MOST.toNanos(); i++) {
            warmUp.round();
        }
    }

    /** Bytes that were read and written. */
    int round() {
        read(poll);
        read(report);
        return poll.length + report.length + writer.write(pollAnswer).length + writer.write(reportAnswer).length;
    }

    /** As requests are read, which may be signed. */
    private void read(byte[] message) {
        try {
            reader.read(new ByteArrayInputStream(message), signed -> {
                throw new IllegalStateException("The message of the warm-up has no signature");
            });
        } catch (IOException e) {
            throw new UncheckedIOException("Bytes in memory cannot be read", e);
        }
    }

    private static UpdateReport report() {
        List<Interval> intervals = IntStream.range(0, VALUES)
                .mapToObj(minute -> new Interval(
                        Optional.of(AT.plusSeconds(60L * minute)),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(new Value(
                                "warm-up",
                                Optional.empty(),
                                Optional.empty(),
                                new FloatReading(minute * 0.1),
                                Optional.empty()))))
                .toList();
        return new UpdateReport(
                "warm-up",
                List.of(new Report(
                        Optional.of(AT),
                        Optional.empty(),
                        intervals,
                        Optional.empty(),
                        List.of(),
                        "warm-up",
                        "warm-up",
                        Optional.of("TELEMETRY_USAGE"),
                        AT)),
                VEN);
    }
}
