package eu.flexcoop.middleware.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import com.mongodb.client.model.Filters;
import org.bson.Document;

import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.xml.OadrWriter;

/**
 * Boxes that keep their TLS connection open and only poll, each with a certificate of its own. They are enrolled, and then registered by writing their documents, as
 * {@link IdleVens} does. The client needs about 150 KiB for each of them.
 */
final class IdleConnections {
    static final String SECTION = "Idle boxes over TLS";
    private static final int THREADS = 16;
    /** Below the idle timeout of the listener. */
    private static final Duration BETWEEN_POLLS = Duration.ofSeconds(20);

    private static final int BATCH = 1000;
    private static final byte[] GOOD = "responseCode>200<".getBytes(StandardCharsets.US_ASCII);
    private static final char[] PASSWORD = "bench".toCharArray();

    private final Plan plan;
    private final Installation installation;
    private final String token;
    private final StoredSide stored;
    private final String run = "tls-" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX) + "-";

    /** A box with an open connection. */
    private record Box(String id, X509Certificate certificate, KeepAlive connection) {}

    /** @param token of a service */
    IdleConnections(Plan plan, Installation installation, String token, StoredSide stored) {
        this.plan = plan;
        this.installation = installation;
        this.token = token;
        this.stored = stored;
    }

    List<Figure> measure() throws Exception {
        KeyPair key = Enrolments.pair("EC", 256);
        int count = plan.sizes().tls();
        List<Box> boxes = Collections.synchronizedList(new ArrayList<>());
        try {
            KeyStore trusted = authority();
            each(count, number -> boxes.add(box(number, key, trusted)));
            register(boxes);
            return hold(boxes, IdleVens.settled(installation));
        } finally {
            boxes.forEach(box -> box.connection().close());
            forget(boxes);
        }
    }

    /** Opens a connection after the other, and has each box poll from then on while the others connect. */
    private List<Figure> hold(List<Box> boxes, long before) throws Exception {
        int count = boxes.size();
        try (RegularPolls polls = new RegularPolls(THREADS, BETWEEN_POLLS)) {
            long began = System.nanoTime();
            each(count, number -> {
                Box box = boxes.get(number);
                poll(box);
                polls.add(() -> poll(box));
            });
            double opened = (System.nanoTime() - began) / 1e9;
            long after = IdleVens.settled(installation);
            long more = polls.during(plan.measured());
            return List.of(
                    Figure.plain(
                            SECTION, "connections opened, with a poll each", count / opened, "1/s", count + " boxes"),
                    Figure.plain(
                            SECTION,
                            "connections held",
                            count,
                            "boxes",
                            "%d more polls, those of a box %d s apart; goal: 5000 with 2 GiB of heap"
                                    .formatted(more, BETWEEN_POLLS.toSeconds())),
                    Figure.plain(
                            SECTION,
                            "heap per connection",
                            (double) (after - before) / count / 1024,
                            "KiB",
                            "%.0f MiB of live objects".formatted(LiveHeap.mebibytes(after))));
        }
    }

    private interface Work {
        void on(int number) throws Exception;
    }

    /** Does the work for each number from 0 on, by some threads. */
    private static void each(int count, Work work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Void>> parts = new ArrayList<>();
            for (int part = 0; part < THREADS; part++) {
                int first = part;
                parts.add(() -> {
                    for (int number = first; number < count; number += THREADS) {
                        work.on(number);
                    }
                    return null;
                });
            }
            for (Future<Void> each : threads.invokeAll(parts)) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private KeyStore authority() throws IOException, GeneralSecurityException {
        try (KeepAlive connection = new KeepAlive(plan.http(), Optional.empty())) {
            String answer = connection
                    .send("GET", "/.well-known/est/cacerts", Map.of(), new byte[0])
                    .expect(200)
                    .text();
            KeyStore trusted = store();
            trusted.setCertificateEntry("authority", certificate(answer));
            return trusted;
        }
    }

    private Box box(int number, KeyPair key, KeyStore trusted) throws Exception {
        try (KeepAlive connection = new KeepAlive(plan.http(), Optional.empty())) {
            X509Certificate own = certificate(
                    Enrolments.enrol(connection, token, Enrolments.request(key, run + number, plan.aggregator())));
            KeyStore keys = store();
            keys.setKeyEntry("box", key.getPrivate(), PASSWORD, new Certificate[] {own});
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
            return new Box(UUID.randomUUID().toString(), own, new KeepAlive(plan.vtn(), Optional.of(tls)));
        }
    }

    private static KeyStore store() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static X509Certificate certificate(String pkcs7) throws GeneralSecurityException {
        byte[] der = Base64.getMimeDecoder().decode(pkcs7);
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(der))
                .iterator()
                .next();
    }

    private void register(List<Box> boxes) throws Exception {
        List<Document> vens = new ArrayList<>();
        for (Box box : boxes) {
            String account =
                    box.certificate().getSubjectX500Principal().getName().replaceAll(".*CN=([^,]+).*", "$1");
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(box.certificate().getEncoded());
            vens.add(IdleVens.ven(box.id(), account, plan.aggregator())
                    .append("fingerprint", HexFormat.of().formatHex(digest)));
        }
        for (int from = 0; from < vens.size(); from += BATCH) {
            stored.collection("virtual_end_node").insertMany(vens.subList(from, Math.min(vens.size(), from + BATCH)));
        }
    }

    /** A connection that was closed meanwhile is an error. */
    private static void poll(Box box) throws IOException {
        VtnLoad.exchange(box.connection(), "OadrPoll", new OadrWriter().write(new Poll(box.id())), GOOD);
    }

    private void forget(List<Box> boxes) {
        if (!plan.temporary()) {
            stored.collection("virtual_end_node")
                    .deleteMany(Filters.in("_id", boxes.stream().map(Box::id).toList()));
            stored.collection("certificate").deleteMany(Filters.regex("account_id", "^" + run));
        }
    }
}
