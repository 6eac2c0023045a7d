package eu.flexcoop.middleware.openadr.codec.xml;

import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLStreamException;

/** What a library does with input that only an attacker sends, with its limits set. */
final class StaxHostileInput {
    private static final String START = "<oadrPoll xmlns='%s'".formatted(OadrReader.NAMESPACE);
    private static final String REST = "><venID>v</venID>";

    private StaxHostileInput() {}

    static void report(StaxImplementation library) {
        StringBuilder attributes = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            attributes.append(" a").append(i).append("='1'");
        }
        print(library, "1000 attributes", START + attributes + REST + "</oadrPoll>");
        print(library, "attribute of 1 MB", START + " a='" + "x".repeat(1_000_000) + "'" + REST + "</oadrPoll>");
        String name = "x".repeat(1_000_000);
        print(library, "name of 1 MB", START + REST + "<" + name + "/></oadrPoll>");
        print(library, "document type", "<!DOCTYPE oadrPoll [<!ENTITY v 'w'>]>" + START + REST + "</oadrPoll>");
        print(library, "undeclared entity", START + "><venID>&v;</venID></oadrPoll>");
        print(library, "depth 100000", START + ">" + "<a>".repeat(100_000));
        System.out.println("%s keeps %d MB of 60 names of 1 MB".formatted(library, namesKept(library)));
    }

    private static void print(StaxImplementation library, String what, String body) {
        String result;
        try {
            result = "accepted: " + library.read(body.getBytes(StandardCharsets.UTF_8));
        } catch (CodecException e) {
            result = "refused: "
                    + e.getMessage().substring(0, Math.min(120, e.getMessage().length()));
        } catch (XMLStreamException | RuntimeException e) {
            result = "throws " + e.getClass().getName();
        }
        System.out.println("%s, %s: %s".formatted(library, what, result));
    }

    private static long namesKept(StaxImplementation library) {
        long before = used();
        for (int i = 0; i < 60; i++) {
            String body = START + REST + "<x" + i + "y".repeat(1_000_000) + "/></oadrPoll>";
            try {
                library.read(body.getBytes(StandardCharsets.UTF_8));
            } catch (CodecException | XMLStreamException e) {
                // refused: nothing should be kept either
            }
        }
        return (used() - before) / 1_000_000;
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
