package eu.flexcoop.middleware.resources.core.internal.validation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.bson.Document;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import eu.flexcoop.middleware.resources.core.internal.parsing.DefinitionParser;
import eu.flexcoop.middleware.resources.core.internal.parsing.Definitions;

import static org.assertj.core.api.Assertions.assertThat;

/** What Cerberus 1.3.8 with the validator of Eve 2.3.1 says about documents, recorded once, and the documents that it makes of good ones. */
class CerberusVerdictsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    record Verdict(JsonNode json) {
        @Override
        public String toString() {
            return json.path("title").textValue();
        }
    }

    static List<Verdict> recorded() throws IOException {
        List<Verdict> verdicts = new ArrayList<>();
        try (InputStream in = CerberusVerdictsTest.class.getResourceAsStream("cerberus-verdicts.json")) {
            JSON.readTree(in).forEach(each -> verdicts.add(new Verdict(each)));
        }
        return verdicts;
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void theVerdictIsTheSame(Verdict verdict) throws Exception {
        JsonNode json = verdict.json();
        ObjectNode definition = JSON.createObjectNode();
        for (String key : List.of("schema", "allow_unknown", "normalize_on_patch")) {
            if (json.has(key)) {
                definition.set(key, json.get(key));
            }
        }
        CompiledSchema schema = new CompiledSchema(DefinitionParser.parse(
                "recorded", new ByteArrayInputStream(definition.toString().getBytes())));
        Document document = document(json, "document");
        Document stored = document(json, "stored");
        Definitions.Store store = new Definitions.Store(Set.of("Doe"));

        Map<String, Object> issues =
                switch (json.path("mode").asText("insert")) {
                    case "update" -> schema.update(document, stored, store);
                    case "replace" -> schema.replace(document, stored, store);
                    default -> schema.insert(document, store);
                };

        assertThat(JSON.<JsonNode>valueToTree(issues)).isEqualTo(json.get("issues"));
        if (json.has("result")) {
            assertThat(JSON.<JsonNode>valueToTree(document)).isEqualTo(json.get("result"));
        }
    }

    private static Document document(JsonNode json, String member) {
        return json.has(member) ? Document.parse(json.get(member).toString()) : new Document();
    }
}
