package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.support.table.ShellTable;

/** A command that prints tables. */
abstract class ListCommand extends OperatorCommand {
    @Option(name = "--no-format", description = "Plain columns, for scripts")
    boolean noFormat;

    /** Control characters could command the terminal; names and reasons come from VENs. */
    private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

    /** The cells of one row, in the order of the columns, as they can be printed. */
    static Object[] row(Object... cells) {
        return Stream.of(cells)
                .map(cell -> CONTROL.matcher(String.valueOf(cell)).replaceAll("?"))
                .toArray();
    }

    /** @param ifEmpty printed when there is no row, unless the output is for a script */
    final void print(String ifEmpty, List<String> columns, Stream<Object[]> rows) {
        ShellTable table = new ShellTable().emptyTableText(ifEmpty);
        columns.forEach(table::column);
        rows.forEach(cells -> table.addRow().addContent(cells));
        table.print(session.getConsole(), !noFormat);
    }
}
