package eu.flexcoop.middleware.resources.rest.internal.bulk;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import org.bson.Document;

import eu.flexcoop.middleware.resources.rest.internal.message.Json;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;

/** Newline-delimited JSON; empty lines are skipped. */
final class NdjsonReader implements DocumentReader {
    private final JsonParser parser;
    private long line;

    NdjsonReader(InputStream in) throws IOException {
        this.parser = Json.FACTORY.createParser(in);
    }

    @Override
    public Optional<Document> next() {
        try {
            if (parser.nextToken() == null) {
                return Optional.empty();
            }
            line = parser.currentTokenLocation().getLineNr();
            if (Json.value(parser) instanceof Document document) {
                return Optional.of(document);
            }
            throw Problem.badRequest("Line %d is not a JSON object", line);
        } catch (JsonProcessingException e) {
            throw Problem.badRequest("The body is not newline-delimited JSON: %s", Json.reason(e));
        } catch (IOException e) {
            throw Problem.badRequest("The body cannot be read: %s", e.getMessage());
        }
    }

    @Override
    public long line() {
        return line;
    }

    @Override
    public long consumed() {
        return Math.max(0, parser.currentLocation().getByteOffset());
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
