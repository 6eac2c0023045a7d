package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import eu.flexcoop.middleware.bench.HttpAnswer.UnexpectedAnswerException;

/** Requests of boxes to a VTN, each box over its own connection. */
final class VtnLoad {
    private static final Map<String, String> XML = Map.of("Content-Type", "application/xml");
    private static final byte[] GOOD = "responseCode>200<".getBytes(StandardCharsets.US_ASCII);

    private final Load load;
    private final List<BenchBox> boxes;
    private final List<URI> vtns;

    /** @param vtns box number n speaks with number n modulo the length */
    VtnLoad(Load load, List<BenchBox> boxes, List<URI> vtns) {
        this.load = load;
        this.boxes = boxes;
        this.vtns = vtns;
    }

    Figure polls(String section, String name) throws Exception {
        return load.run(section, name, boxes.size(), number -> {
            BenchBox box = boxes.get(number);
            byte[] poll = box.poll();
            return new BoxClient(connection(number)) {
                @Override
                public void request() throws IOException {
                    exchange("OadrPoll", poll);
                }
            };
        });
    }

    /** @param report makes the next report of a box */
    Figure reports(String section, String name, Function<BenchBox, byte[]> report) throws Exception {
        return load.run(section, name, boxes.size(), number -> {
            BenchBox box = boxes.get(number);
            return new BoxClient(connection(number)) {
                @Override
                public void request() throws IOException {
                    exchange("EiReport", report.apply(box));
                }
            };
        });
    }

    private KeepAlive connection(int number) {
        return boxes.get(number).connection(vtns.get(number % vtns.size()));
    }

    /** A box as a client of a load. */
    abstract static class BoxClient implements Load.Client {
        private final KeepAlive connection;

        BoxClient(KeepAlive connection) {
            this.connection = connection;
        }

        HttpAnswer exchange(String service, byte[] message) throws IOException {
            return VtnLoad.exchange(connection, service, message, GOOD);
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    /** A report that the VTN has to accept. */
    static void report(KeepAlive connection, byte[] message) throws IOException {
        exchange(connection, "EiReport", message, GOOD);
    }

    /** @param wanted part of a good answer */
    static HttpAnswer exchange(KeepAlive connection, String service, byte[] message, byte[] wanted) throws IOException {
        HttpAnswer answer =
                connection.send("POST", BenchBox.PATH + service, XML, message).expect(200);
        if (!contains(answer.body(), wanted)) {
            throw new UnexpectedAnswerException("The VTN refused: " + answer.text());
        }
        return answer;
    }

    static boolean contains(byte[] text, byte[] part) {
        for (int from = 0; from <= text.length - part.length; from++) {
            int i = 0;
            while (i < part.length && text[from + i] == part[i]) {
                i++;
            }
            if (i == part.length) {
                return true;
            }
        }
        return false;
    }
}
