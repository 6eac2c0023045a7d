package eu.flexcoop.middleware.openadr.codec.xml;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.api.WstxOutputProperties;
import com.ctc.wstx.stax.WstxOutputFactory;
import com.fasterxml.aalto.stax.InputFactoryImpl;
import com.fasterxml.aalto.stax.OutputFactoryImpl;
import org.codehaus.stax2.XMLInputFactory2;
import org.codehaus.stax2.XMLStreamWriter2;

import eu.flexcoop.middleware.openadr.codec.OadrPayload;

/** Reads and writes messages as the codec does, with the parser and writer of one library, made as safe as its settings allow. */
enum StaxImplementation {
    JDK(XMLInputFactory.newDefaultFactory(), XMLOutputFactory.newDefaultFactory()),
    WOODSTOX(new ForgetfulInputFactory(), new WstxOutputFactory()),
    AALTO(new InputFactoryImpl(), new OutputFactoryImpl());

    private final XMLInputFactory input;
    private final XMLOutputFactory output;

    StaxImplementation(XMLInputFactory input, XMLOutputFactory output) {
        this.input = input;
        this.output = output;
        settings().forEach((name, value) -> {
            if (input.isPropertySupported(name)) {
                input.setProperty(name, value);
            }
        });
        if (output instanceof WstxOutputFactory) {
            output.setProperty(WstxOutputProperties.P_OUTPUT_VALIDATE_STRUCTURE, false);
        }
    }

    /** Settings of the reader, in the terms of all three. Which of them a library knows is a result of the comparison. */
    private static Map<String, Object> settings() {
        return Map.of(
                XMLInputFactory.SUPPORT_DTD,
                false,
                XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES,
                false,
                XMLInputFactory.IS_COALESCING,
                true,
                XMLInputFactory2.P_LAZY_PARSING,
                false,
                XMLInputFactory2.P_INTERN_NS_URIS,
                false,
                WstxInputProperties.P_MAX_ATTRIBUTES_PER_ELEMENT,
                64,
                WstxInputProperties.P_MAX_ATTRIBUTE_SIZE,
                4096,
                "jdk.xml.elementAttributeLimit",
                64,
                "jdk.xml.maxXMLNameLimit",
                1000);
    }

    OadrPayload read(byte[] body) throws XMLStreamException {
        BoundedInput in = new BoundedInput(new ByteArrayInputStream(body), CodecOptions.DEFAULT.maxBytes());
        return OadrReader.read(input.createXMLStreamReader(in), in, CodecOptions.DEFAULT);
    }

    byte[] write(OadrPayload message) throws XMLStreamException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        XMLStreamWriter xml = output.createXMLStreamWriter(bytes, "UTF-8");
        OadrWriter.write(message, xml);
        if (xml instanceof XMLStreamWriter2 stax2) {
            // gives the buffers back
            stax2.closeCompletely();
        } else {
            xml.close();
        }
        return bytes.toByteArray();
    }
}
