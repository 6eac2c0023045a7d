package eu.flexcoop.middleware.telemetry.core.internal;

/** Linear conversion of a reported value into the unit of its metric. */
record Conversion(double factor, double offset) {
    static final Conversion NONE = new Conversion(1, 0);

    double apply(double value) {
        return value * factor + offset;
    }

    /** This conversion and then another one. */
    Conversion then(Conversion next) {
        return new Conversion(factor * next.factor, offset * next.factor + next.offset);
    }
}
