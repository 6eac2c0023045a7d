package eu.flexcoop.middleware.ops.shell.internal;

/** Texts as fields of CSV files (RFC 4180, 2). */
final class CsvFields {
    private CsvFields() {}

    static String quoted(String text) {
        return text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                ? '"' + text.replace("\"", "\"\"") + '"'
                : text;
    }
}
