package eu.flexcoop.middleware.telemetry.core.internal.registration;

/** Linear conversion of a reported value into the unit of its metric. */
public record Conversion(double factor, double offset) {
    public static final Conversion NONE = new Conversion(1, 0);

    public double apply(double value) {
        return value * factor + offset;
    }

    /** This conversion and then another one. */
    Conversion then(Conversion next) {
        return new Conversion(factor * next.factor, offset * next.factor + next.offset);
    }
}
