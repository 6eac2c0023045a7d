package eu.flexcoop.middleware.itests;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/** Reads energy back over REST, page by page, as a component of the platform would. */
final class MeterReadings {
    private static final String LOAD = "prosumerDeviceMetering";
    private static final String PV = "pvDevice";
    private static final double EXACT = 1e-6;
    private static final Duration SOON = Duration.ofSeconds(120);

    private MeterReadings() {}

    /** kWh per UTC day of one device class, as far as the token may see it. */
    private static Map<LocalDate, Double> perDay(
            Middleware middleware, String token, String account, String deviceClass)
            throws IOException, InterruptedException {
        return perDay(middleware, token, "meter", "timestamp", "kwh", where(account, deviceClass));
    }

    /** kWh per UTC day as the module {@code quality} computed them. */
    private static Map<LocalDate, Double> perDayByModule(Middleware middleware, String token, String deviceId)
            throws IOException, InterruptedException {
        return perDay(middleware, token, "quality", "date", "kwh", "{\"device_id\":\"%s\"}".formatted(deviceId));
    }

    /** Waits until REST shows what the household's file says, day by day. */
    static void awaitAgreement(Middleware middleware, String token, Household household) {
        await("the 15-minute documents to be complete").atMost(SOON).untilAsserted(() -> {
            assertSame(perDay(middleware, token, household.account(), LOAD), household.loadPerDay());
            assertSame(perDay(middleware, token, household.account(), PV), household.pvPerDay());
        });
    }

    /** Waits until the module computes the household's load from HBase as its file says. */
    static void awaitAgreementOfTheModule(Middleware middleware, String token, Household household) throws Exception {
        String load = deviceId(middleware, token, household.account(), LOAD);
        String pv = deviceId(middleware, token, household.account(), PV);
        await("the long-term series to be complete")
                .atMost(SOON)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    Shell.Outcome run = middleware.shell("module:run quality --wait");
                    assertThat(run.status()).as(run + middleware.howItFares()).isZero();
                    assertSame(perDayByModule(middleware, token, load), household.loadPerDay());
                    assertSame(perDayByModule(middleware, token, pv), household.pvPerDay());
                });
    }

    /** Waits until the samples in HBase are the household's load, day by day. */
    static void awaitAgreementOfTheSamples(Middleware middleware, String token, Household household) throws Exception {
        Map<LocalDate, Double> expected = household.loadPerDay();
        String where = whereSamples(
                deviceId(middleware, token, household.account(), LOAD),
                Collections.min(expected.keySet()),
                Collections.max(expected.keySet()).plusDays(1));
        await("the long-term series to be complete")
                .atMost(SOON)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(
                        () -> assertSame(perDay(middleware, token, "sample", "timestamp", "value", where), expected));
    }

    static String whereSamples(String deviceId, LocalDate from, LocalDate to) {
        return """
                {"device_id":"%s","metric":"kwh",\
                "timestamp":{"$gte":"%sT00:00:00.000000Z","$lt":"%sT00:00:00.000000Z"}}"""
                .formatted(deviceId, from, to);
    }

    private static void assertSame(Map<LocalDate, Double> found, Map<LocalDate, Double> expected) {
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        expected.forEach(
                (day, kwh) -> assertThat(found.get(day)).as("kWh on %s", day).isCloseTo(kwh, within(EXACT)));
    }

    private static String deviceId(Middleware middleware, String token, String account, String deviceClass)
            throws IOException, InterruptedException {
        JsonNode items =
                page(middleware, token, "meter", where(account, deviceClass), 1).get("_items");
        return items.get(0).get("device_id").asText();
    }

    private static String where(String account, String deviceClass) {
        return "{\"account_id\":\"%s\",\"device_class\":\"%s\"}".formatted(account, deviceClass);
    }

    static JsonNode page(Middleware middleware, String token, String resource, String where, int page)
            throws IOException, InterruptedException {
        var response = middleware.get(
                "/1/%s?max_results=300&page=%d&where=%s"
                        .formatted(resource, page, URLEncoder.encode(where, StandardCharsets.UTF_8)),
                token);
        if (response.statusCode() != 200) {
            throw new IOException(
                    "%s answered %d: %s".formatted(response.uri(), response.statusCode(), response.body()));
        }
        return Middleware.json(response);
    }

    private static Map<LocalDate, Double> perDay(
            Middleware middleware, String token, String resource, String timeField, String energyField, String where)
            throws IOException, InterruptedException {
        Map<LocalDate, Double> days = new TreeMap<>();
        for (int number = 1; ; number++) {
            JsonNode page = page(middleware, token, resource, where, number);
            for (JsonNode item : page.get("_items")) {
                LocalDate day = LocalDate.parse(item.get(timeField).asText().substring(0, 10));
                if (item.hasNonNull(energyField)) {
                    days.merge(day, item.get(energyField).asDouble(), Double::sum);
                }
            }
            if (page.get("_items").size() < 300) {
                return days;
            }
        }
    }
}
