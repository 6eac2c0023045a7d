package eu.flexcoop.middleware.fuzz;

import java.io.ByteArrayInputStream;
import java.io.IOException;

import eu.flexcoop.middleware.resources.core.internal.parsing.DefinitionException;
import eu.flexcoop.middleware.resources.core.internal.parsing.DefinitionParser;
import eu.flexcoop.middleware.resources.core.internal.validation.CompiledSchema;

/** Files of resource definitions, as they are dropped into {@code deploy/}. */
public final class DefinitionTarget {
    private DefinitionTarget() {}

    public static void fuzzerTestOneInput(byte[] file) throws IOException {
        try {
            new CompiledSchema(DefinitionParser.parse("fuzzed", new ByteArrayInputStream(file)));
        } catch (DefinitionException e) {
            // refused with a reason
        }
    }
}
