package eu.flexcoop.middleware.resources.rest.internal.render;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonParser;

/** Receives the tokens of one JSON value. For one thread. */
interface TokenSink {
    /** @param parser at the token; only to be asked for it and its text */
    void token(JsonParser parser) throws IOException;

    /** After the last token. */
    void end() throws IOException;
}
