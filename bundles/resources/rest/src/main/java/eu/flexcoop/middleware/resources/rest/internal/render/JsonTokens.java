package eu.flexcoop.middleware.resources.rest.internal.render;

import java.io.IOException;
import java.io.OutputStream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;

/** Splits the JSON that is written to it into tokens as it comes, in pieces of any size, so that no answer is collected. For one thread. */
final class JsonTokens extends OutputStream {
    /** The text is our own, so that only the memory limits the length of a value. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final TokenSink sink;
    private final JsonParser parser;
    private final ByteArrayFeeder feeder;

    JsonTokens(TokenSink sink) throws IOException {
        this.sink = sink;
        this.parser = FACTORY.createNonBlockingByteArrayParser();
        this.feeder = (ByteArrayFeeder) parser.getNonBlockingInputFeeder();
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (length > 0) {
            feeder.feedInput(bytes, from, from + length);
            drain();
        }
    }

    /** The value is whole. */
    void end() throws IOException {
        feeder.endOfInput();
        drain();
        sink.end();
        parser.close();
    }

    private void drain() throws IOException {
        JsonToken token = parser.nextToken();
        while (token != null && token != JsonToken.NOT_AVAILABLE) {
            sink.token(parser);
            token = parser.nextToken();
        }
    }
}
