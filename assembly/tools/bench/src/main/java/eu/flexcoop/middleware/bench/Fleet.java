package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import eu.flexcoop.middleware.box.BoxFolder;
import eu.flexcoop.middleware.box.BoxKeys;
import eu.flexcoop.middleware.box.BoxSettings;
import eu.flexcoop.middleware.box.Enrolment;

/** The boxes of one run: enrolled over EST like any other box, and registered. They leave at the end. */
final class Fleet implements AutoCloseable {
    private final Path keys;
    private final List<BenchBox> boxes = new ArrayList<>();

    private Fleet(Path keys) {
        this.keys = keys;
    }

    /** @param token of the prosumer whose boxes they are */
    static Fleet enrol(Plan plan, String token) throws IOException, InterruptedException {
        Fleet fleet = new Fleet(Files.createTempDirectory("flexcoop-bench"));
        String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
        Enrolment enrolment = new Enrolment(plan.http());
        try {
            for (int i = 0; i < plan.boxes(); i++) {
                String house = "Bench%sx%d".formatted(run, i);
                BoxFolder folder = new BoxFolder(fleet.keys.resolve(house));
                enrolment.enrol(
                        folder,
                        new BoxSettings(house, plan.account(), plan.aggregator(), house, plan.vtn(), "", true),
                        token);
                BenchBox box = new BenchBox(house, plan.vtn(), BoxKeys.tls(folder));
                fleet.boxes.add(box);
                box.join(house);
            }
            return fleet;
        } catch (IOException | InterruptedException | RuntimeException e) {
            fleet.close();
            throw e;
        }
    }

    List<BenchBox> boxes() {
        return List.copyOf(boxes);
    }

    List<String> venIds() {
        return boxes.stream().map(BenchBox::venId).filter(id -> !id.isEmpty()).toList();
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(keys)) {
            for (BenchBox box : boxes) {
                box.leave();
            }
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            System.err.println("The boxes of the bench could not leave: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
