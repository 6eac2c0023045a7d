package eu.flexcoop.middleware.openadr.codec.xml;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import eu.flexcoop.middleware.openadr.codec.report.GreenButton;
import eu.flexcoop.middleware.openadr.codec.report.GreenButton.MeterReading;
import eu.flexcoop.middleware.openadr.codec.report.GreenButton.ReadingType;

/** Reads {@code oadrGBPayload}. */
final class GreenButtonReader {
    private final List<ReadingType> types = new ArrayList<>(1);
    private final List<MeterReading> readings = new ArrayList<>();

    private GreenButtonReader() {}

    static GreenButton payload(XmlCursor in) {
        GreenButtonReader reader = new GreenButtonReader();
        reader.walk(in);
        return new GreenButton(reader.types, reader.readings);
    }

    private void walk(XmlCursor in) {
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "feed", "entry", "content", "IntervalBlock" -> walk(in);
                case "ReadingType" -> types.add(type(in));
                case "IntervalReading" -> readings.add(reading(in));
                default -> in.skip();
            }
        }
    }

    private static ReadingType type(XmlCursor in) {
        Optional<Integer> unit = Optional.empty();
        int powerOfTen = 0;
        Optional<Integer> accumulation = Optional.empty();
        Optional<Integer> flowDirection = Optional.empty();
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "uom" -> unit = Optional.of(code(in));
                case "powerOfTenMultiplier" -> powerOfTen = code(in);
                case "accumulationBehaviour" -> accumulation = Optional.of(code(in));
                case "flowDirection" -> flowDirection = Optional.of(code(in));
                default -> in.skip();
            }
        }
        return new ReadingType(unit, powerOfTen, accumulation, flowDirection);
    }

    private static int code(XmlCursor in) {
        return in.value(Integer::valueOf);
    }

    private static MeterReading reading(XmlCursor in) {
        Instant start = null;
        Duration duration = null;
        Long value = null;
        Optional<Integer> quality = Optional.empty();
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "value" -> value = in.value(Long::valueOf);
                case "ReadingQuality" -> {
                    for (int inner = in.depth(); in.next(inner); ) {
                        if (in.name().equals("quality")) {
                            quality = Optional.of(code(in));
                        } else {
                            in.skip();
                        }
                    }
                }
                case "timePeriod" -> {
                    for (int inner = in.depth(); in.next(inner); ) {
                        switch (in.name()) {
                            case "start" -> start = in.value(text -> Instant.ofEpochSecond(seconds(text)));
                            case "duration" -> duration = in.value(text -> Duration.ofSeconds(seconds(text)));
                            default -> in.skip();
                        }
                    }
                }
                default -> in.skip();
            }
        }
        return new MeterReading(
                in.require(start, "start of a timePeriod"),
                in.require(duration, "duration of a timePeriod"),
                in.require(value, "value"),
                quality);
    }

    /** What an unsigned number of 32 bits holds; the schema says no more. */
    private static long seconds(String text) {
        return Integer.toUnsignedLong(Integer.parseUnsignedInt(text));
    }
}
