package eu.flexcoop.middleware.resources.rest.internal.http;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

import com.mongodb.MongoException;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.http.api.HttpExchange;
import eu.flexcoop.middleware.resources.core.internal.publishing.PublishedResources;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccessTest;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How lists that are longer than the part in memory leave the endpoint. */
class RestEndpointTest {
    private static final int ROWS = 20_000;

    private final PublishedResources registry = new PublishedResources();
    private final Counted source = new Counted();
    private RestEndpoint endpoint;

    /** Makes its rows as they are read, and may fail at one. */
    private static final class Counted implements ResourceSource, SourceRows {
        private int read;
        private int failsAt = Integer.MAX_VALUE;
        private boolean closed;

        @Override
        public String name() {
            return "test:counted";
        }

        @Override
        public OwnerFields owners() {
            return OwnerFields.impersonal();
        }

        @Override
        public SourceRows find(SourceQuery query, Caller caller) {
            return this;
        }

        @Override
        public boolean hasNext() {
            return read < ROWS;
        }

        @Override
        public RawBsonDocument next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            if (read == failsAt) {
                throw new MongoException("the server went away");
            }
            return new RawBsonDocument(new Document("_id", read++).append("text", "x".repeat(50)), new DocumentCodec());
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** A client that is sent the answer. */
    private final class Client implements HttpExchange {
        private final String method;
        private final Map<String, String> asked;
        private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
        private final Map<String, String> headers = new HashMap<>();
        private int status;
        private int readAtFirst;
        private int mostRowsWaiting;
        private String contentType;
        private String operation;

        private Client(String method, String... headers) {
            this.method = method;
            this.asked = headers.length == 0 ? Map.of() : Map.of(headers[0], headers[1]);
        }

        @Override
        public String method() {
            return method;
        }

        @Override
        public String path() {
            return "counted";
        }

        @Override
        public String rawQuery() {
            return null;
        }

        @Override
        public String header(String name) {
            return asked.get(name);
        }

        @Override
        public String base() {
            return "http://here/1/";
        }

        @Override
        public InputStream body() {
            return InputStream.nullInputStream();
        }

        @Override
        public Optional<Principal> caller() {
            return Optional.of(RowAccessTest.caller(Role.ADMIN, "root"));
        }

        @Override
        public Optional<X509Certificate> certificate() {
            return Optional.empty();
        }

        @Override
        public String remoteAddress() {
            return "here";
        }

        @Override
        public void operation(String name) {
            operation = name;
        }

        @Override
        public void setHeader(String name, String value) {
            headers.put(name, value);
        }

        @Override
        public void answer(int with) {
            status = with;
        }

        @Override
        public void answer(int with, String type, byte[] body) {
            status = with;
            sent.writeBytes(body);
        }

        @Override
        public void answer(int with, String type, Body body) throws IOException {
            status = with;
            contentType = type;
            readAtFirst = source.read;
            if (!method.equals("HEAD")) {
                body.writeTo(new FilterOutputStream(sent) {
                    private int lines;

                    @Override
                    public void write(byte[] bytes, int from, int length) {
                        for (int i = from; i < from + length; i++) {
                            lines += bytes[i] == '\n' ? 1 : 0;
                        }
                        mostRowsWaiting = Math.max(mostRowsWaiting, source.read - lines);
                        sent.write(bytes, from, length);
                    }
                });
            }
        }
    }

    @BeforeEach
    void start() {
        Published.add(
                registry,
                "counted",
                "{'source': 'test:counted', 'pagination': false, 'access': {'admin': {}}, 'schema': {'text': {}}}");
        // the collections of MongoDB are for resources without a source
        OpenResources resources = new OpenResources(null, name -> Optional.of(source), null);
        endpoint = new RestEndpoint("/1", registry, resources, Published.SETTINGS, 1000, 100_000);
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }

    @Test
    void rowsAreReadWhileTheyAreSent() throws IOException {
        Client client = new Client("GET");

        endpoint.handle(client);

        assertThat(client.status).isEqualTo(200);
        assertThat(client.operation).isEqualTo("counted");
        assertThat(client.readAtFirst).isBetween(1, ROWS / 2);
        assertThat(Document.parse(client.sent.toString(StandardCharsets.UTF_8)).getList("_items", Document.class))
                .hasSize(ROWS);
        assertThat(source.closed).isTrue();
    }

    @Test
    void aFailureBeforeTheFirstByteIsAnAnswerAndALaterOneBreaksTheAnswer() throws IOException {
        source.failsAt = 10;
        Client early = new Client("GET");
        endpoint.handle(early);
        assertThat(early.status).isEqualTo(500);
        assertThat(early.sent.toString(StandardCharsets.UTF_8)).startsWith("{\"_status\":\"ERR\"");
        assertThat(source.closed).isTrue();

        source.closed = false;
        source.failsAt = ROWS - 1;
        Client late = new Client("GET");
        assertThatThrownBy(() -> endpoint.handle(late)).isInstanceOf(MongoException.class);
        assertThat(late.sent.toString(StandardCharsets.UTF_8))
                .startsWith("{\"_items\":[{")
                .doesNotContain("]");
        assertThat(source.closed).isTrue();
    }

    @Test
    void linesAreSentAsTheyAreRead() throws IOException {
        for (String type : List.of("application/x-ndjson", "text/csv")) {
            source.read = 0;
            Client client = new Client("GET", "Accept", type);

            endpoint.handle(client);

            assertThat(client.contentType).isEqualTo(type);
            assertThat(client.readAtFirst).isBetween(1, ROWS / 10);
            assertThat(client.sent.toString(StandardCharsets.UTF_8).lines().count())
                    .isEqualTo(type.equals("text/csv") ? ROWS + 1 : ROWS);
            // what is read and not yet sent is bounded, whatever the number of rows is
            assertThat(client.mostRowsWaiting).isLessThan(ROWS / 10);
            assertThat(source.closed).isTrue();
        }
    }

    @Test
    void headReadsNoMoreThanTheHeadersNeed() throws IOException {
        Client client = new Client("HEAD");

        endpoint.handle(client);

        assertThat(client.status).isEqualTo(200);
        assertThat(source.read).isLessThan(ROWS / 2);
        assertThat(source.closed).isTrue();
    }
}
