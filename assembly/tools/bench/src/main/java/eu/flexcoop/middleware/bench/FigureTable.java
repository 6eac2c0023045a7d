package eu.flexcoop.middleware.bench;

import java.util.List;
import java.util.Locale;

/** Figures as text, for a terminal and for Markdown. */
final class FigureTable {
    private static final String ROW = "  %-66s %12s %-9s %8s %8s %8s %8s %9s  %s";

    private FigureTable() {}

    static String heading() {
        return ROW.formatted("", "VALUE", "", "p50 ms", "p95 ms", "p99 ms", "max ms", "CPU s/k", "")
                .stripTrailing();
    }

    static String line(Figure figure) {
        return ROW.formatted(
                        figure.name(),
                        number(figure),
                        figure.unit(),
                        latency(figure, 0),
                        latency(figure, 1),
                        latency(figure, 2),
                        latency(figure, 3),
                        cpu(figure),
                        remark(figure))
                .stripTrailing();
    }

    /** The table of one section. */
    static String markdown(List<Figure> rows) {
        boolean requests = rows.stream().anyMatch(row -> row.latency().isPresent());
        StringBuilder table = new StringBuilder(
                requests
                        ? "| | Value | Unit | p50 ms | p95 ms | p99 ms | max ms | CPU s per 1000 | |\n|---|--:|---|--:|--:|--:|--:|--:|---|\n"
                        : "| | Value | Unit | CPU s per 1000 | |\n|---|--:|---|--:|---|\n");
        rows.forEach(row -> table.append(markdown(row, requests)));
        return table.toString();
    }

    private static String markdown(Figure figure, boolean requests) {
        String latency = requests
                ? " %s | %s | %s | %s |"
                        .formatted(latency(figure, 0), latency(figure, 1), latency(figure, 2), latency(figure, 3))
                : "";
        return "| %s | %s | %s |%s %s | %s |\n"
                .formatted(
                        figure.name().replace("  ", "&emsp;"),
                        number(figure),
                        figure.unit(),
                        latency,
                        cpu(figure),
                        remark(figure).replace("|", "\\|"));
    }

    private static String remark(Figure figure) {
        return figure.errors() > 0 ? "%d ERRORS: %s".formatted(figure.errors(), figure.note()) : figure.note();
    }

    private static String number(Figure figure) {
        if (figure.unit().isEmpty()) {
            return "-";
        }
        double value = figure.value();
        String pattern = value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, pattern, value).replace(',', ' ');
    }

    private static String cpu(Figure figure) {
        return figure.cpuPer1000().isPresent()
                ? String.format(Locale.ROOT, "%.3f", figure.cpuPer1000().getAsDouble())
                : "";
    }

    private static String latency(Figure figure, int which) {
        return figure.latency()
                .map(found -> new double[] {found.p50(), found.p95(), found.p99(), found.max()}[which])
                .map(millis -> String.format(Locale.ROOT, millis >= 100 ? "%.0f" : "%.1f", millis))
                .orElse("");
    }
}
