package eu.flexcoop.middleware.itests;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;

import eu.flexcoop.middleware.box.Box;
import eu.flexcoop.middleware.box.BoxFolder;
import eu.flexcoop.middleware.box.BoxSettings;
import eu.flexcoop.middleware.box.BoxState;
import eu.flexcoop.middleware.box.Enrolment;

/** A real household's week and the simulated box that reports it. */
final class Household {
    static final String AGGREGATOR = "coop.example";

    private final String account = UUID.randomUUID().toString();
    private final Path data;
    private final BoxFolder folder;

    private Household(Path data, BoxFolder folder) {
        this.data = data;
        this.folder = folder;
    }

    /**
     * Enrols a box with the prosumer's own token.
     *
     * @param week 1 to 3, which week of the household it reports
     */
    static Household enrol(Middleware middleware, int week) throws Exception {
        Path data =
                Path.of(System.getProperty("flexcoop.root"), "assembly/cli/data/household-week-%d.csv".formatted(week));
        Household household = new Household(
                data, new BoxFolder(middleware.data().resolve("boxes/" + week + "-" + UUID.randomUUID())));
        BoxSettings settings = new BoxSettings(
                "box-week-" + week,
                household.account,
                AGGREGATOR,
                "House" + week,
                middleware.vtn(),
                data.toString(),
                true);
        new Enrolment(middleware.http("/"))
                .enrol(household.folder, settings, middleware.prosumerToken(household.account));
        return household;
    }

    String account() {
        return account;
    }

    String venId() {
        return folder.state().venId();
    }

    /** Works in this thread until the condition holds. */
    void run(Predicate<BoxState> until) throws InterruptedException {
        try (Box box = Box.open(folder, text -> {})) {
            box.run(until);
        }
    }

    void sendEverything() throws InterruptedException {
        run(Box::hasSentAll);
    }

    /** The box loses its memory, as real ones do, and will send everything again. */
    void forget() throws IOException {
        Files.delete(folder.path().resolve("state.json"));
    }

    /** What the input file says, kWh per UTC day. */
    Map<LocalDate, Double> loadPerDay() throws IOException {
        return perDay(2);
    }

    Map<LocalDate, Double> pvPerDay() throws IOException {
        return perDay(3);
    }

    private Map<LocalDate, Double> perDay(int column) throws IOException {
        Map<LocalDate, BigDecimal> days = new TreeMap<>();
        for (String line :
                Files.readAllLines(data).subList(1, Files.readAllLines(data).size())) {
            String[] fields = line.split(",");
            LocalDate day = OffsetDateTime.parse(fields[0])
                    .withOffsetSameInstant(ZoneOffset.UTC)
                    .toLocalDate();
            days.merge(day, new BigDecimal(fields[column]), BigDecimal::add);
        }
        Map<LocalDate, Double> sums = new TreeMap<>();
        days.forEach((day, sum) -> sums.put(day, sum.doubleValue()));
        return sums;
    }
}
