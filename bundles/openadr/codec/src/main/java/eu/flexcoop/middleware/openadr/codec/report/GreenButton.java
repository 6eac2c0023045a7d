package eu.flexcoop.middleware.openadr.codec.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a Green Button feed (ESPI of NAESB inside Atom, {@code oadrGBPayload}) says of meter readings. It names no rID. All else in the
 * feed, such as customers, bills and tariffs, is not read.
 *
 * @param types of the readings; without more than one there is no doubt which reading is of which
 */
public record GreenButton(List<ReadingType> types, List<MeterReading> readings) {
    public GreenButton {
        types = List.copyOf(types);
        readings = List.copyOf(readings);
    }

    /**
     * What the readings mean; the codes are those of ESPI.
     *
     * @param unit {@code uom}, 72 for Wh
     * @param powerOfTen values are multiplied by ten to this power
     * @param accumulation 4 for the amount of each interval
     * @param flowDirection 19 for energy that is fed in
     */
    public record ReadingType(
            Optional<Integer> unit, int powerOfTen, Optional<Integer> accumulation, Optional<Integer> flowDirection) {
        public ReadingType {
            Objects.requireNonNull(unit, "unit");
            Objects.requireNonNull(accumulation, "accumulation");
            Objects.requireNonNull(flowDirection, "flowDirection");
        }
    }

    /** @param quality code of ESPI */
    public record MeterReading(Instant start, Duration duration, long value, Optional<Integer> quality) {
        public MeterReading {
            Objects.requireNonNull(start, "start");
            Objects.requireNonNull(duration, "duration");
            Objects.requireNonNull(quality, "quality");
        }
    }
}
