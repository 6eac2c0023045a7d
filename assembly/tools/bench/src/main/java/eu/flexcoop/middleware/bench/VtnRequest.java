package eu.flexcoop.middleware.bench;

/** What the boxes send in the comparison of VTNs. */
enum VtnRequest {
    POLL("polls that find nothing", 3) {
        @Override
        Figure send(VtnLoad load, String section, String name) throws Exception {
            return load.polls(section, name);
        }
    },
    REPORT("reports with %d values".formatted(VtnRequest.VALUES), 2.5) {
        @Override
        Figure send(VtnLoad load, String section, String name) throws Exception {
            return load.reports(section, name, box -> box.registerReport(VALUES));
        }
    };

    /** Readings of a register in a report, a minute apart. */
    private static final int VALUES = 6;

    private final String plural;
    private final double goal;

    VtnRequest(String plural, double goal) {
        this.plural = plural;
        this.goal = goal;
    }

    abstract Figure send(VtnLoad load, String section, String name) throws Exception;

    String plural() {
        return plural;
    }

    /** How many times as many this VTN is to answer per CPU second as the peer, when both are warm. */
    double goal() {
        return goal;
    }
}
