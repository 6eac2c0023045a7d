package eu.flexcoop.middleware.series.api;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/** A value of a series, with the type that it was measured in. */
public sealed interface SeriesValue {
    /**
     * The value as a number.
     *
     * @throws IllegalStateException if it is text or bytes
     */
    double number();

    /** A number with fractions. */
    static SeriesValue of(double value) {
        return new Decimal(value);
    }

    /** A whole number. */
    static SeriesValue of(long value) {
        return new Whole(value);
    }

    /** Text, for example the name of a mode. */
    static SeriesValue of(String value) {
        return new Text(value);
    }

    /** Bytes that only their writer understands, for example a whole document. */
    static SeriesValue of(byte[] content) {
        return new Binary(content);
    }

    /** @param number neither NaN nor infinite */
    record Decimal(double number) implements SeriesValue {
        public Decimal {
            if (!Double.isFinite(number)) {
                throw new IllegalArgumentException("A value of a series cannot be %s".formatted(number));
            }
        }
    }

    /** A counter or state. */
    record Whole(long value) implements SeriesValue {
        @Override
        public double number() {
            return value;
        }
    }

    /** Text as the device reported it. */
    record Text(String value) implements SeriesValue {
        public Text {
            Objects.requireNonNull(value, "value");
        }

        @Override
        public double number() {
            throw new IllegalStateException("'%s' is text, not a number".formatted(value));
        }
    }

    /**
     * Bytes that only their writer understands.
     *
     * @param content not copied; do not change it
     */
    record Binary(byte[] content) implements SeriesValue {
        public Binary {
            Objects.requireNonNull(content, "content");
        }

        @Override
        public double number() {
            throw new IllegalStateException("%d bytes are not a number".formatted(content.length));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Binary binary && Arrays.equals(content, binary.content);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(content);
        }

        @Override
        public String toString() {
            return HexFormat.of().formatHex(content);
        }
    }
}
