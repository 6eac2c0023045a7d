package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;
import java.util.stream.Stream;

import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.support.table.ShellTable;

/** A command that prints a table, or its rows as JSON. */
abstract class ListCommand extends OperatorCommand {
    @Option(name = "--no-format", description = "Plain columns, for scripts")
    boolean noFormat;

    @Option(name = "--json", description = "A JSON array with an object for each row, for scripts")
    boolean json;

    /** The cells of one row, in the order of the columns, as they can be printed. */
    static Object[] row(Object... cells) {
        return Stream.of(cells)
                .map(cell -> cell instanceof Number ? cell : Constants.printable(String.valueOf(cell)))
                .toArray();
    }

    /** Whether the table is for the eyes of an operator, so that it must fit into 100 columns. */
    final boolean compact() {
        return !noFormat && !json;
    }

    /** Shortened where the table is for the eyes of an operator. */
    final String fitting(String text, int width) {
        return compact() ? Constants.shortened(text, width) : text;
    }

    /** @param ifEmpty printed when there is no row, unless the output is for a script */
    final void print(String ifEmpty, List<String> columns, Stream<Object[]> rows) {
        if (json) {
            session.getConsole().println(JsonRows.of(columns, rows.toList()));
            return;
        }
        ShellTable table = new ShellTable().emptyTableText(ifEmpty);
        columns.forEach(table::column);
        rows.forEach(cells -> table.addRow().addContent(cells));
        table.print(session.getConsole(), !noFormat);
    }
}
