package eu.flexcoop.middleware.openadr.codec.xml;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import eu.flexcoop.middleware.openadr.codec.OadrPayload;

/** What we write is valid against the official schemas of OpenADR 2.0b. */
class SchemaTest {
    private static Schema schema;

    @BeforeAll
    static void readSchemas() throws Exception {
        schema = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(SharedFiles.require("xsd/oadr_20b.xsd").toFile());
    }

    static List<OadrPayload> messages() {
        return new ArrayList<>(Messages.all());
    }

    @ParameterizedTest
    @MethodSource("messages")
    void isValid(OadrPayload message) throws Exception {
        schema.newValidator().validate(new StreamSource(new ByteArrayInputStream(new OadrWriter().write(message))));
    }
}
