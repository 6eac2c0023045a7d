package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

import eu.flexcoop.middleware.box.BoxFolder;
import eu.flexcoop.middleware.box.BoxKeys;
import eu.flexcoop.middleware.box.BoxSettings;
import eu.flexcoop.middleware.box.Enrolment;

/** The boxes of one run, registered, and enrolled over EST like any other box where they have certificates. They leave at the end. */
final class Fleet implements AutoCloseable {
    /** Boxes that are registered at the same time. */
    private static final int JOINING = 8;

    private final Path keys;
    private final List<BenchBox> boxes = new ArrayList<>();
    private final Map<String, String> certificates = new ConcurrentHashMap<>();
    private volatile SSLContext tls;

    private Fleet(Path keys) {
        this.keys = keys;
    }

    private interface Boxes {
        BenchBox box(Fleet fleet, String house) throws IOException, InterruptedException;
    }

    /**
     * @param token of the prosumer whose boxes they are
     * @param count number of boxes
     * @param devices behind each of them with an energy register
     */
    static Fleet enrol(Plan plan, String token, int count, int devices) throws IOException, InterruptedException {
        Enrolment enrolment = new Enrolment(plan.http());
        return join("Bench", count, (fleet, house) -> {
            BoxFolder folder = new BoxFolder(fleet.keys.resolve(house));
            enrolment.enrol(
                    folder,
                    new BoxSettings(house, plan.account(), plan.aggregator(), house, plan.vtn(), "", true),
                    token);
            SSLContext own = BoxKeys.tls(folder);
            fleet.tls = own;
            BenchBox box = new BenchBox(house, plan.vtn(), own, 1, devices);
            box.join(house);
            fleet.certificates.put(box.venId(), pem(BoxKeys.certificate(folder)));
            return box;
        });
    }

    /** Boxes without certificates, registered over the plain listener; the middleware has to be started for that. */
    static Fleet plain(Plan plan, int count, int devices) throws IOException, InterruptedException {
        return plain(plan, count, 1, devices);
    }

    /** The same with meters of power. */
    static Fleet plain(Plan plan, int count, int meters, int registers) throws IOException, InterruptedException {
        return join("Plain", count, (fleet, house) -> {
            BenchBox box = new BenchBox(house, plan.http(), null, meters, registers);
            box.join(house);
            return box;
        });
    }

    private static Fleet join(String name, int count, Boxes boxes) throws IOException, InterruptedException {
        Fleet fleet = new Fleet(Files.createTempDirectory("flexcoop-bench"));
        String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
        ExecutorService threads = Executors.newFixedThreadPool(JOINING);
        try {
            List<Future<BenchBox>> joining = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String house = "%s%sx%d".formatted(name, run, i);
                joining.add(threads.submit(() -> boxes.box(fleet, house)));
            }
            for (Future<BenchBox> each : joining) {
                fleet.boxes.add(each.get());
            }
            return fleet;
        } catch (ExecutionException e) {
            fleet.close();
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            fleet.close();
            throw e;
        } finally {
            threads.shutdownNow();
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

    /** With the certificate of one of the boxes; only where they have certificates. */
    SSLContext tls() {
        return Objects.requireNonNull(tls, "the boxes have no certificates");
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
