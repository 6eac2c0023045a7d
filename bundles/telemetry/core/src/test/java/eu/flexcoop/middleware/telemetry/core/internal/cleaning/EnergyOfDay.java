package eu.flexcoop.middleware.telemetry.core.internal.cleaning;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.bson.Document;

import eu.flexcoop.middleware.telemetry.core.internal.QuarterHour;
import eu.flexcoop.middleware.telemetry.spi.Context;
import eu.flexcoop.middleware.telemetry.spi.Measurement;

/** Quarter hours of one metric of energy, computed one by one from the measurements in their context, as the route does. */
final class EnergyOfDay {
    private final Map<Instant, EnergyShare> shares = new LinkedHashMap<>();
    private final Map<Instant, Map<String, Object>> notes = new TreeMap<>();

    EnergyOfDay(CleaningRules rules, String metric, List<Measurement> measurements) {
        List<Measurement> sorted = measurements.stream()
                .sorted(Comparator.comparing(Measurement::at))
                .toList();
        Context context = rules.of(metric).context();
        Instant end = sorted.stream()
                .map(Measurement::end)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        List<Instant> quarterHours = new ArrayList<>();
        QuarterHour.collect(sorted.get(0).at(), end.plusMillis(1), quarterHours);
        for (Instant quarterHour : quarterHours) {
            Instant from = quarterHour.minus(context.before());
            Instant to = quarterHour.plus(QuarterHour.LENGTH).plus(context.after());
            CleaningChain chain = new CleaningChain(rules, quarterHour);
            chain.energy(
                            metric,
                            sorted.stream()
                                    .filter(each -> !each.at().isBefore(from)
                                            && each.at().isBefore(to))
                                    .toList(),
                            List.of())
                    .ifPresent(share -> shares.put(quarterHour, share));
            chain.notes().values().forEach(found -> notes.put(quarterHour, found.fields()));
        }
    }

    Map<Instant, EnergyShare> shares() {
        return shares;
    }

    List<Boolean> verified() {
        return shares.values().stream().map(EnergyShare::verified).toList();
    }

    double kwh() {
        return shares.values().stream().mapToDouble(EnergyShare::kwh).sum();
    }

    /** Rules in the order of time, each once per entry and quarter hour. */
    @SuppressWarnings("unchecked") // every other field is a list of entries
    List<String> rules() {
        return notes.values().stream()
                .flatMap(fields -> fields.values().stream())
                .filter(List.class::isInstance)
                .flatMap(list -> ((Collection<Document>) list).stream())
                .map(entry -> entry.getString("rule"))
                .distinct()
                .toList();
    }
}
