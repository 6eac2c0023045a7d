package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;
import java.util.stream.Stream;

import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.support.table.ShellTable;

/** A command that prints tables. */
abstract class ListCommand extends OperatorCommand {
    @Option(name = "--no-format", description = "Plain columns, for scripts")
    boolean noFormat;

    /** The cells of one row, in the order of the columns, as they can be printed. */
    static Object[] row(Object... cells) {
        return Stream.of(cells)
                .map(cell -> Constants.printable(String.valueOf(cell)))
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
