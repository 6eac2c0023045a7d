package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import eu.flexcoop.middleware.bench.HttpAnswer.UnexpectedAnswerException;

/** Requests of boxes to the VTN, each box over its own TLS connection. */
final class VtnLoad {
    private static final Map<String, String> XML = Map.of("Content-Type", "application/xml");
    private static final byte[] GOOD = "responseCode>200<".getBytes(StandardCharsets.US_ASCII);

    private final Load load;
    private final Fleet fleet;

    VtnLoad(Load load, Fleet fleet) {
        this.load = load;
        this.fleet = fleet;
    }

    Figure polls() throws Exception {
        return load.run("OpenADR", "polls that find nothing", fleet.boxes().size(), number -> {
            BenchBox box = fleet.boxes().get(number);
            byte[] poll = box.poll();
            return new BoxClient(box) {
                @Override
                public void request() throws IOException {
                    exchange("OadrPoll", poll);
                }
            };
        });
    }

    Figure reports(int samples) throws Exception {
        String name = samples == 1 ? "reports with 1 sample" : "reports with %d samples".formatted(samples);
        return load.run("OpenADR", name, fleet.boxes().size(), number -> {
            BenchBox box = fleet.boxes().get(number);
            return new BoxClient(box) {
                @Override
                public void request() throws IOException {
                    exchange("EiReport", box.report(samples));
                }
            };
        });
    }

    /** A box as a client of a load. */
    abstract static class BoxClient implements Load.Client {
        private final KeepAlive connection;

        BoxClient(BenchBox box) {
            connection = box.connection();
        }

        void exchange(String service, byte[] message) throws IOException {
            HttpAnswer answer = connection
                    .send("POST", BenchBox.PATH + service, XML, message)
                    .expect(200);
            if (!contains(answer.body(), GOOD)) {
                throw new UnexpectedAnswerException("The VTN refused: " + answer.text());
            }
        }

        @Override
        public void close() {
            connection.close();
        }
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
