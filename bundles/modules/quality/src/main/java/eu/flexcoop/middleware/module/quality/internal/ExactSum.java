package eu.flexcoop.middleware.module.quality.internal;

/** Sum of doubles that keeps what each addition rounds away (Neumaier's variant of Kahan's sum). */
final class ExactSum {
    private double sum;
    private double lost;

    void add(double value) {
        double next = sum + value;
        lost += Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
        sum = next;
    }

    double value() {
        return sum + lost;
    }
}
