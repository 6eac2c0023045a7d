package eu.flexcoop.middleware.telemetry.core.internal.cleaning.steps;

/**
 * What is accepted of a register.
 *
 * @param maxKw highest accepted power; {@link Double#MAX_VALUE} for none
 * @param reachMillis longest gap that is interpolated, and longest time in which a misread register comes back
 * @param verifiedMillis longest gap whose even spread still counts as measured
 * @param jitterKwh a fall up to this amount is jitter, neither a misreading nor another meter
 * @param rollOverDigits fewest digits before the point of a register that rolls over, or {@link #NO_ROLL_OVER}
 */
record CounterRules(double maxKw, long reachMillis, long verifiedMillis, double jitterKwh, int rollOverDigits) {
    static final int NO_ROLL_OVER = 0;

    private static final double MILLIS_PER_HOUR = 3_600_000;
    /** Without a limit of power: part of a register that may flow while it rolls over, or was counted since it restarted. */
    private static final double SMALL_PART = 0.01;

    private static final double TOO_MUCH = 10;

    private double mostIn(long millis) {
        return maxKw == Double.MAX_VALUE ? Double.MAX_VALUE : maxKw * millis / MILLIS_PER_HOUR;
    }

    boolean isPossible(double kwh, long millis) {
        return kwh >= 0 && kwh <= mostIn(millis);
    }

    /**
     * What flowed if the register rolled over at a power of ten.
     *
     * @return not a number if it cannot have rolled over
     */
    double rolledOver(double before, double after, long millis) {
        if (rollOverDigits == NO_ROLL_OVER || after < 0) {
            return Double.NaN;
        }
        double end = Math.pow(10, rollOverDigits);
        while (end <= before) {
            end *= 10;
        }
        double kwh = end - before + after;
        return kwh <= Math.min(mostIn(millis), SMALL_PART * end) ? kwh : Double.NaN;
    }

    /** Whether what the register shows can have been counted from zero since the last reading. */
    boolean restarted(double before, double after, long millis) {
        double most = maxKw == Double.MAX_VALUE ? SMALL_PART * before : Math.min(mostIn(millis), before / 2);
        return after >= 0 && after <= most;
    }

    /** Whether more flowed than is accepted, but not so much that it must be another meter. */
    boolean isTooMuch(double kwh, long millis) {
        return kwh >= 0 && kwh <= TOO_MUCH * mostIn(millis);
    }
}
