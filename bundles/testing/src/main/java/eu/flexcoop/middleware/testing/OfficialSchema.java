package eu.flexcoop.middleware.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;

import org.xml.sax.SAXException;

/**
 * Validates what the VTN emits by the official schemas of OpenADR 2.0b, which may not be in the repository: from {@code
 * shared/openadr/xsd} beside it, or below {@code -Dflexcoop.shared}. Without them nothing is checked.
 */
public final class OfficialSchema {
    private static final String FILE = "openadr/xsd/oadr_20b.xsd";
    private static final Optional<Schema> SCHEMA = find().map(OfficialSchema::read);

    private OfficialSchema() {}

    private static Optional<Path> find() {
        String configured = System.getProperty("flexcoop.shared");
        Stream<Path> folders = configured != null
                ? Stream.of(Path.of(configured))
                : Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
                        .map(folder -> folder.resolve("shared"));
        return folders.map(folder -> folder.resolve(FILE)).filter(Files::exists).findFirst();
    }

    private static Schema read(Path file) {
        try {
            return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI).newSchema(file.toFile());
        } catch (SAXException e) {
            throw new AssertionError(e);
        }
    }

    /** @throws AssertionError if the message is not valid */
    public static void check(byte[] message) {
        SCHEMA.ifPresent(schema -> {
            try {
                schema.newValidator().validate(new StreamSource(new ByteArrayInputStream(message)));
            } catch (SAXException | IOException e) {
                throw new AssertionError(
                        "Not valid: %s in %s".formatted(e.getMessage(), new String(message, StandardCharsets.UTF_8)),
                        e);
            }
        });
    }
}
