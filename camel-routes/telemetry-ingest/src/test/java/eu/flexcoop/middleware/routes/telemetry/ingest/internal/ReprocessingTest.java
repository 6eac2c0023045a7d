package eu.flexcoop.middleware.routes.telemetry.ingest.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.telemetry.api.RawSample;
import eu.flexcoop.middleware.telemetry.api.Stage;
import eu.flexcoop.middleware.testing.NeedsMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The same samples become the same documents, byte by byte, however and how often they are processed. */
@NeedsMongod
class ReprocessingTest extends QuarterHourFixture {
    private static final String VOLTAGE = KWH.replace("meterKwh", "meterVoltage");
    private static final Instant BEGIN = Instant.parse("2020-12-10T21:07:00Z");
    private static final List<String> COLLECTIONS = List.of("meter", "data_quality", "device_status", "measurement");

    /** Six hours over midnight with gaps, jitter, misread zeros, a roll-over, bad values and outliers. */
    private static List<RawSample> samples(int seed) {
        Random random = new Random(seed);
        List<RawSample> samples = new ArrayList<>();
        double register = 99_998.5;
        for (int minute = 0; minute < 360; minute += 1 + random.nextInt(8)) {
            Instant at = BEGIN.plus(Duration.ofMinutes(minute)).plusMillis(random.nextInt(1_000));
            register += random.nextDouble() * 0.1;
            double shown = register % 100_000;
            int lie = random.nextInt(12);
            samples.add(sample(KWH, at, Duration.ZERO, lie == 0 ? 0 : lie == 1 ? shown - 0.05 : shown));
            samples.add(new RawSample(
                    WATTS,
                    at,
                    Duration.ZERO,
                    lie == 2 ? -1 : 100 + lie,
                    lie == 3 ? Optional.of("Quality Bad - Comm Failure") : Optional.empty()));
            samples.add(sample(VOLTAGE, at, Duration.ZERO, 230 + lie * 0.1));
        }
        return samples;
    }

    private void register() {
        telemetry.register(VEN, "Direct Read", KWH, WATTS, VOLTAGE);
    }

    private static TreeMap<String, byte[]> documents() {
        TreeMap<String, byte[]> documents = new TreeMap<>();
        for (String collection : COLLECTIONS) {
            for (Document document : mongod.database().getCollection(collection).find()) {
                Document content = new Document(document);
                // when it was computed, whose anonymous id it is, and what is to be removed from the long-term store
                List.of("_id", "_rev", "_created", "_updated", "device_id", "_cleared")
                        .forEach(content::remove);
                // a document that is empty now and one that never was are the same
                boolean empty = collection.equals("data_quality")
                        && content.values().stream().noneMatch(List.class::isInstance);
                if (!empty) {
                    documents.put(
                            collection + document.get("timestamp") + document.get("metric"),
                            new RawBsonDocument(content, new DocumentCodec())
                                    .getByteBuffer()
                                    .array());
                }
            }
        }
        return documents;
    }

    private static DeviceId device() {
        return new DeviceId(meter().get(0).getString("device_id"));
    }

    private static void assertSame(TreeMap<String, byte[]> now, TreeMap<String, byte[]> before) {
        assertThat(now.keySet()).isEqualTo(before.keySet());
        now.forEach((key, bytes) -> assertThat(bytes).as(key).isEqualTo(before.get(key)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theOrderOfArrivalDoesNotMatter(int seed) throws Exception {
        register();
        startNode(telemetry.quarterHours());
        telemetry.intake().accept(VEN, 0, samples(seed));
        awaitCaughtUp();
        TreeMap<String, byte[]> atOnce = documents();
        assertThat(meter()).hasSizeGreaterThan(20);

        anEmptyDatabase();
        register();
        startNode(telemetry.quarterHours());
        startNode(telemetry.quarterHours());
        List<RawSample> shuffled = new ArrayList<>(samples(seed));
        Collections.shuffle(shuffled, new Random(seed));
        shuffled.addAll(shuffled.subList(0, 30));
        for (int i = 0; i < shuffled.size(); i += 13) {
            telemetry.intake().accept(VEN, 0, shuffled.subList(i, Math.min(shuffled.size(), i + 13)));
        }
        awaitCaughtUp();
        assertSame(documents(), atOnce);
    }

    @Test
    void anyWindowCanBeComputedAnewWithTheSameDocuments() throws Exception {
        register();
        startNode(telemetry.quarterHours());
        telemetry.intake().accept(VEN, 0, samples(4));
        awaitCaughtUp();
        TreeMap<String, byte[]> before = documents();
        Random random = new Random(4);
        for (int i = 0; i < 10; i++) {
            Instant from = BEGIN.plus(Duration.ofMinutes(random.nextInt(400) - 60));
            long marked = telemetry.reprocessing().mark(device(), from, from.plusSeconds(60 + random.nextInt(20_000)));
            assertThat(marked).isPositive();
            awaitCaughtUp();
            assertSame(documents(), before);
        }
    }

    @Test
    void whatWasLostIsComputedAgainWhileNewSamplesArrive() throws Exception {
        register();
        startNode(telemetry.quarterHours());
        startNode(telemetry.quarterHours());
        telemetry.intake().accept(VEN, 0, samples(5));
        awaitCaughtUp();
        TreeMap<String, byte[]> before = documents();
        DeviceId device = device();
        COLLECTIONS.forEach(name -> mongod.database().getCollection(name).deleteMany(new Document()));
        Instant end = BEGIN.plus(Duration.ofHours(7));
        assertThat(telemetry.reprocessing().mark(device, BEGIN.minusSeconds(3600), end))
                .isGreaterThanOrEqualTo(6);
        telemetry.intake().accept(VEN, 0, List.of(sample(WATTS, BEGIN.plus(Duration.ofDays(2)), Duration.ZERO, 7)));
        awaitCaughtUp();
        assertThat(telemetry.reprocessing().pending(device, BEGIN, end)).isZero();
        TreeMap<String, byte[]> now = documents();
        assertThat(now.keySet()).hasSize(before.size() + 1);
        before.forEach((key, bytes) -> assertThat(now.get(key)).as(key).isEqualTo(bytes));
    }

    @Test
    void pendingHoursAreCountedAndDevicesAreFoundByTheBeginningOfTheirIds() {
        register();
        telemetry.intake().accept(VEN, 0, List.of(sample(KWH, T0, Duration.ZERO, 1)));
        DeviceId device = telemetry.reprocessing().devices("", 10).get(0);
        assertThat(telemetry.reprocessing().devices(device.value().substring(0, 8), 10))
                .containsExactly(device);
        assertThat(telemetry.reprocessing().devices(".*", 10)).isEmpty();
        assertThat(telemetry.reprocessing().pending(device, T0, T0.plusSeconds(60)))
                .isEqualTo(1);
        assertThat(telemetry.reprocessing().mark(new DeviceId("nobody"), T0, T0.plusSeconds(60)))
                .isZero();
        assertThat(telemetry.waiting(Stage.QUARTER_HOURS)).isEqualTo(1);
        assertThatThrownBy(() -> telemetry.reprocessing().mark(device, T0, T0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
