package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;
import java.util.stream.Stream;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.series.api.SeriesStore;
import eu.flexcoop.middleware.series.api.TableStatistics;

/** Shows how large the long-term store is and how much it is used. */
@Service
@Command(scope = "series", name = "stat", description = "Shows size and use of the long-term store")
public class SeriesStatCommand extends ListCommand {
    private static final long MIB = 1 << 20;

    @Override
    void run() {
        TableStatistics table = service(SeriesStore.class).statistics();
        print(
                "There is no table",
                List.of("Table", "Regions", "Servers", "Files MiB", "Memory MiB", "Reads", "Writes"),
                Stream.<Object[]>of(row(
                        table.table(),
                        table.regions(),
                        table.servers(),
                        table.fileBytes() / MIB,
                        table.memoryBytes() / MIB,
                        table.reads(),
                        table.writes())));
    }
}
