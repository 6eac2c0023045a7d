package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import eu.flexcoop.middleware.box.BoxFolder;
import eu.flexcoop.middleware.box.BoxKeys;
import eu.flexcoop.middleware.box.BoxSettings;
import eu.flexcoop.middleware.box.Enrolment;

/** The boxes of one run: enrolled over EST like any other box, and registered. They leave at the end. */
final class Fleet implements AutoCloseable {
    private final Path keys;
    private final List<BenchBox> boxes = new ArrayList<>();
    private final Map<String, String> certificates = new HashMap<>();

    private Fleet(Path keys) {
        this.keys = keys;
    }

    /**
     * @param token of the prosumer whose boxes they are
     * @param count number of boxes
     * @param devices behind each of them with an energy register
     */
    static Fleet enrol(Plan plan, String token, int count, int devices) throws IOException, InterruptedException {
        Fleet fleet = new Fleet(Files.createTempDirectory("flexcoop-bench"));
        String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
        Enrolment enrolment = new Enrolment(plan.http());
        try {
            for (int i = 0; i < count; i++) {
                String house = "Bench%sx%d".formatted(run, i);
                BoxFolder folder = new BoxFolder(fleet.keys.resolve(house));
                enrolment.enrol(
                        folder,
                        new BoxSettings(house, plan.account(), plan.aggregator(), house, plan.vtn(), "", true),
                        token);
                BenchBox box = new BenchBox(house, plan.vtn(), BoxKeys.tls(folder), devices);
                fleet.boxes.add(box);
                box.join(house);
                fleet.certificates.put(box.venId(), pem(BoxKeys.certificate(folder)));
            }
            return fleet;
        } catch (IOException | InterruptedException | RuntimeException e) {
            fleet.close();
            throw e;
        }
    }

    private static String pem(Certificate certificate) {
        try {
            return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                    .formatted(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded()));
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    List<BenchBox> boxes() {
        return List.copyOf(boxes);
    }

    /** Certificates of the boxes in PEM, by VEN id. */
    Map<String, String> certificates() {
        return Map.copyOf(certificates);
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
