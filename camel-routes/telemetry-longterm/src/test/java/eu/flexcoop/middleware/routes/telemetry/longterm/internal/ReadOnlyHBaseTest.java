package eu.flexcoop.middleware.routes.telemetry.longterm.internal;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.felix.hc.api.Result;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.fixtures.SeriesOnHBase;
import eu.flexcoop.middleware.fixtures.TelemetryServices;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.series.api.SeriesRows;
import eu.flexcoop.middleware.series.api.SeriesStore;
import eu.flexcoop.middleware.telemetry.api.ClaimedRange;
import eu.flexcoop.middleware.telemetry.api.RangeClaims;
import eu.flexcoop.middleware.telemetry.api.RawSample;
import eu.flexcoop.middleware.telemetry.api.Stage;
import eu.flexcoop.middleware.testing.NeedsHBase;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateHBase;
import eu.flexcoop.middleware.testing.PrivateMongod;
import eu.flexcoop.middleware.testing.SharedHBase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An HBase that runs and takes no rows: they wait in MongoDB, health says so, and they are written once it takes them again. */
@Timeout(240)
@NeedsMongod
@NeedsHBase
@ExtendWith(SharedHBase.class)
class ReadOnlyHBaseTest {
    private static final Instant T0 = Instant.parse("2026-11-24T06:00:00Z");
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final String RID = "meter_1_Home_Hall_prosumerDeviceMetering_1_meterWatts";
    private static final int QUARTER_HOURS = 12;
    private static final TableName TABLE = TableName.valueOf(SeriesRows.TABLE);

    private static PrivateMongod mongod;
    private static SeriesOnHBase hbase;
    private static SeriesStore series;
    private static Connection connection;
    private static TelemetryServices telemetry;

    /** How an operator, or HBase itself, takes a table out of service. */
    private enum Refusal {
        READ_ONLY {
            @Override
            void begin(Admin admin) throws IOException {
                readOnly(admin, true);
            }

            @Override
            void end(Admin admin) throws IOException {
                readOnly(admin, false);
            }
        },
        DISABLED {
            @Override
            void begin(Admin admin) throws IOException {
                admin.disableTableAsync(TABLE);
                await().atMost(TIMEOUT).until(() -> admin.isTableDisabled(TABLE));
            }

            @Override
            void end(Admin admin) throws IOException {
                admin.enableTableAsync(TABLE);
                await().atMost(TIMEOUT).until(() -> admin.isTableAvailable(TABLE));
            }
        };

        abstract void begin(Admin admin) throws IOException;

        abstract void end(Admin admin) throws IOException;

        private static void readOnly(Admin admin, boolean on) throws IOException {
            admin.modifyTableAsync(TableDescriptorBuilder.newBuilder(admin.getDescriptor(TABLE))
                    .setReadOnly(on)
                    .build());
            await().atMost(TIMEOUT).until(() -> admin.getDescriptor(TABLE).isReadOnly() == on);
        }
    }

    @BeforeAll
    static void startServers(PrivateHBase server) throws Exception {
        mongod = PrivateMongod.startOrSkip();
        hbase = new SeriesOnHBase(server);
        series = hbase.store();
        connection = hbase.connection();
        telemetry = new TelemetryServices(MongoCollections.of(mongod.client(), PrivateMongod.DATABASE));
    }

    @AfterAll
    static void stopServers() throws Exception {
        if (hbase != null) {
            hbase.close();
        }
        if (mongod != null) {
            mongod.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void rowsWaitInMongoDBAndAreWrittenOnceTheTableTakesThemAgain(Refusal refusal) throws Exception {
        VenId ven = new VenId("ven-" + refusal);
        telemetry.register(ven, "Net", RID);
        LongTermProgress progress = new LongTermProgress(new SimpleMeterRegistry());
        try (CamelContext node = new DefaultCamelContext();
                Admin admin = connection.getAdmin()) {
            node.disableJMX();
            node.start();
            node.addRoutes(new LongTermRoute(
                    telemetry.claims(Duration.ofSeconds(5)),
                    telemetry.quarterHours(),
                    series,
                    progress,
                    Duration.ofMillis(50),
                    10));
            refusal.begin(admin);
            report(ven);
            makeDocuments();
            await().atMost(TIMEOUT).until(() -> progress.execute().getStatus() != Result.Status.OK);
            assertThat(telemetry.waiting(Stage.LONG_TERM)).isPositive();

            refusal.end(admin);

            await().atMost(TIMEOUT).until(() -> telemetry.waiting(Stage.LONG_TERM) == 0);
            assertThat(stored(device(ven)))
                    .isEqualTo(IntStream.range(0, QUARTER_HOURS)
                            .mapToObj(quarterHour -> at(quarterHour) + " " + (double) quarterHour)
                            .toList());
            assertThat(progress.execute().getStatus()).isEqualTo(Result.Status.OK);
        }
    }

    private static Instant at(int quarterHour) {
        return T0.plus(Duration.ofMinutes(15L * quarterHour));
    }

    private static void report(VenId ven) {
        List<RawSample> samples = IntStream.range(0, QUARTER_HOURS)
                .mapToObj(quarterHour ->
                        new RawSample(RID, at(quarterHour), Duration.ZERO, quarterHour, Optional.empty()))
                .toList();
        assertThat(telemetry.intake().accept(ven, 0, samples).stored()).isEqualTo(QUARTER_HOURS);
    }

    private static void makeDocuments() {
        RangeClaims claims = telemetry.claims(Duration.ofMinutes(1));
        for (List<ClaimedRange> ranges = claims.take(Stage.QUARTER_HOURS, 100);
                !ranges.isEmpty();
                ranges = claims.take(Stage.QUARTER_HOURS, 100)) {
            claims.done(telemetry.quarterHours().update(ranges));
        }
    }

    private static DeviceId device(VenId ven) {
        return new DeviceId(mongod.database()
                .getCollection("map_id")
                .find(new Document("ven_id", ven.value()))
                .first()
                .getString("device_id"));
    }

    private static List<String> stored(DeviceId device) {
        List<String> stored = new ArrayList<>();
        series.range(
                device,
                "watts",
                T0.minus(Duration.ofDays(1)),
                T0.plus(Duration.ofDays(1)),
                point -> stored.add(point.at() + " " + point.number()));
        return stored;
    }
}
