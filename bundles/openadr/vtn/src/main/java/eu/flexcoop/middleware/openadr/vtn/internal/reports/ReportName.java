package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.util.List;
import java.util.Locale;

/** Names of reports. Those of OpenADR are compared without regard to case, as VENs in the field write them. */
final class ReportName {
    static final String TELEMETRY_USAGE = "TELEMETRY_USAGE";
    static final String TELEMETRY_STATUS = "TELEMETRY_STATUS";
    static final String HISTORY_USAGE = "HISTORY_USAGE";
    static final String HISTORY_GREENBUTTON = "HISTORY_GREENBUTTON";
    static final List<String> STANDARD = List.of(TELEMETRY_USAGE, TELEMETRY_STATUS, HISTORY_USAGE, HISTORY_GREENBUTTON);

    private static final String METADATA = "METADATA_";

    private ReportName() {}

    /** Without the prefix that says that the report is a registration. */
    static String plain(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        String plain = upper.startsWith(METADATA) ? name.substring(METADATA.length()) : name;
        String standard = plain.toUpperCase(Locale.ROOT);
        return STANDARD.contains(standard) ? standard : plain;
    }

    /** One of OpenADR, or one that VTN and VEN have agreed on. */
    static boolean isKnown(String plain) {
        return STANDARD.contains(plain.toUpperCase(Locale.ROOT))
                || plain.regionMatches(true, 0, "x-", 0, 2) && plain.length() > 2;
    }

    static boolean isHistory(String plain) {
        return plain.equals(HISTORY_USAGE) || plain.equals(HISTORY_GREENBUTTON);
    }
}
