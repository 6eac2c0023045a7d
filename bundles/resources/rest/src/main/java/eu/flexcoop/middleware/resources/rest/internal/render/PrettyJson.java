package eu.flexcoop.middleware.resources.rest.internal.render;

import java.io.IOException;
import java.io.OutputStream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;

/** Writes JSON with line breaks and an indentation of four spaces. */
final class PrettyJson implements TokenSink {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final DefaultIndenter FOUR_SPACES = new DefaultIndenter("    ", "\n");

    private final JsonGenerator out;

    PrettyJson(OutputStream target) throws IOException {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentObjectsWith(FOUR_SPACES);
        printer.indentArraysWith(FOUR_SPACES);
        this.out = FACTORY.createGenerator(target).setPrettyPrinter(printer);
    }

    @Override
    public void token(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> out.writeNumber(parser.getText());
            default -> out.copyCurrentEvent(parser);
        }
    }

    @Override
    public void end() throws IOException {
        out.flush();
    }
}
