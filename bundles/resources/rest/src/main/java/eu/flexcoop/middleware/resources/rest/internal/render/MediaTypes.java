package eu.flexcoop.middleware.resources.rest.internal.render;

import java.util.List;
import java.util.Locale;

/** Picks, of the formats that are offered, the one that an Accept header prefers. */
final class MediaTypes {
    private static final double NOT_NAMED = -1;

    private MediaTypes() {}

    /**
     * The first of those that the header gives the highest quality; the first of all if it accepts none.
     *
     * @param offered the default first
     */
    static String best(String accept, List<String> offered) {
        String best = offered.get(0);
        double highest = 0;
        String[] ranges = accept.toLowerCase(Locale.ROOT).split(",");
        for (String type : offered) {
            double quality = quality(ranges, type);
            if (quality > highest) {
                best = type;
                highest = quality;
            }
        }
        return best;
    }

    /** The quality that the most specific of the matching ranges gives the type. */
    private static double quality(String[] ranges, String type) {
        double quality = NOT_NAMED;
        int closest = -1;
        for (String range : ranges) {
            String[] parts = range.split(";");
            int closeness = closeness(parts[0].strip(), type);
            if (closeness > closest) {
                closest = closeness;
                quality = quality(parts);
            }
        }
        return quality;
    }

    private static int closeness(String range, String type) {
        if (range.equals(type)) {
            return 2;
        }
        boolean family = range.endsWith("/*") && type.startsWith(range.substring(0, range.length() - 1));
        return range.equals("*/*") ? 0 : family ? 1 : -1;
    }

    private static double quality(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("q=")) {
                try {
                    return Double.parseDouble(parameter.substring(2).strip());
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
