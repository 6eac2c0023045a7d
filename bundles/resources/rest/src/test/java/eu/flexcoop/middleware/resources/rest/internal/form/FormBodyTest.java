package eu.flexcoop.middleware.resources.rest.internal.form;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.resources.api.ApiSettings.Forms;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.FieldType;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FormBodyTest {
    private static final Map<String, FieldRule> SCHEMA =
            Map.of("name", FieldRule.of(FieldType.STRING), "tags", FieldRule.of(FieldType.LIST));
    private static final String TYPE = "multipart/form-data; boundary=\"b-1\"";

    private final List<String> files = new ArrayList<>();

    private static InputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Document form(String body, Forms settings) throws IOException {
        return new FormBody(SCHEMA, settings).urlEncoded(in(body));
    }

    private Document multipart(String body, Forms settings) throws IOException {
        return new FormBody(SCHEMA, settings).multipart(in(body), TYPE, (field, name, type, content) -> {
            try {
                files.add("%s %s %s".formatted(field, name, type.orElse("-")));
                return content.readAllBytes();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static String part(String disposition, String content) {
        return "--b-1\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content + "\r\n";
    }

    @Test
    void fieldsOfAFormAreDecodedAndTheFirstOfSeveralCounts() throws IOException {
        assertThat(form("name=A+b%26%C3%A9&empty=&tags=x&tags=y&flag", Forms.DEFAULT))
                .isEqualTo(new Document("name", "A b&é")
                        .append("empty", "")
                        .append("tags", "x")
                        .append("flag", ""));
    }

    @Test
    void settingsMakeListsOfFields() throws IOException {
        assertThat(form("name=a&name=b&tags=x", new Forms(true, false, false)))
                .isEqualTo(new Document("name", List.of("a", "b")).append("tags", "x"));
        assertThat(form("name=a&tags=x", new Forms(true, true, false)))
                .isEqualTo(new Document("name", "a").append("tags", List.of("x")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&&", "a=%", "a=%zz"})
    void aBrokenFormIsRefused(String body) {
        assertThatThrownBy(() -> form(body, Forms.DEFAULT))
                .isInstanceOfSatisfying(
                        Problem.class, e -> assertThat(e.status()).isEqualTo(400));
    }

    @Test
    void partsAreFieldsAndFiles() throws IOException {
        String body = "ignored\r\n" + part("name=name", "Zoë\r\n--b-2") + "--b-1  \r\nContent-Type: image/png\r\n"
                + "Content-Disposition: form-data; name=\"doc\"; filename=\"C:\\\\tmp\\\\a \\\"1\\\".png\"\r\n\r\n\0\r\n-\r\n"
                + part("name=\"other\"; filename=x; filename*=UTF-8''%e2%82%ac.txt", "€")
                + part("name=\"none\"; filename=\"\"", "") + "--b-1--\r\nalso ignored";
        Document form = multipart(body, Forms.DEFAULT);
        assertThat(form.keySet()).containsExactly("name", "doc", "other");
        assertThat(form.get("name")).isEqualTo("Zoë\r\n--b-2");
        assertThat((byte[]) form.get("doc")).isEqualTo("\0\r\n-".getBytes(StandardCharsets.UTF_8));
        assertThat(files).containsExactly("doc a \"1\".png image/png", "other €.txt -");
    }

    @Test
    void valuesAreJsonIfTheSettingSaysSo() throws IOException {
        String body = part("name=tags", "[\"a\",1]") + part("name=name", "not json") + "--b-1--";
        assertThat(multipart(body, new Forms(false, false, true)))
                .isEqualTo(new Document("tags", List.of("a", 1)).append("name", "not json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--b-1",
                "--b-1--",
                "--b-1\r\nContent-Disposition: form-data; name=a\r\n\r\nx",
                "--b-1\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b-1--",
                "--b-1\r\nContent-Disposition: form-data; name=a",
                "--b-2\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--b-2--",
            })
    void aBrokenBodyIsRefused(String body) {
        assertThatThrownBy(() -> multipart(body, Forms.DEFAULT))
                .isInstanceOfSatisfying(
                        Problem.class, e -> assertThat(e.status()).isEqualTo(400));
    }

    @Test
    void endlessHeadersAndPartsAreRefused() {
        String header = "--b-1\r\nX: " + "x".repeat(10_000) + "\r\n\r\n\r\n--b-1--";
        assertThatThrownBy(() -> multipart(header, Forms.DEFAULT)).hasMessageContaining("headers");
        String many = part("name=a", "x").repeat(1001) + "--b-1--";
        assertThatThrownBy(() -> multipart(many, Forms.DEFAULT)).hasMessageContaining("1000 parts");
        assertThatThrownBy(() -> new FormBody(SCHEMA, Forms.DEFAULT)
                        .multipart(in(""), "multipart/form-data", (field, name, type, content) -> null))
                .hasMessageContaining("boundary");
    }

    /** Boundaries lie across the ends of what one read gives. */
    @Test
    void aFileOfAnyLengthPassesUnchangedHoweverItArrives() throws IOException {
        Random random = new Random(7);
        for (int round = 0; round < 60; round++) {
            byte[] file = new byte[random.nextInt(100_000)];
            for (int i = 0; i < file.length; i++) {
                file[i] = (byte) "\r\n-b1x".charAt(random.nextInt(6));
            }
            String content = new String(file, StandardCharsets.ISO_8859_1);
            if (content.contains("\r\n--b-1")) {
                continue;
            }
            String body = part("name=\"doc\"; filename=\"f\"", content) + "--b-1--\r\n";
            int piece = 1 + random.nextInt(50_000);
            InputStream slow = new FilterInputStream(in(body)) {
                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    return super.read(target, offset, Math.min(length, piece));
                }
            };
            Document form = new FormBody(SCHEMA, Forms.DEFAULT).multipart(slow, TYPE, (field, name, type, part) -> {
                try {
                    return part.readAllBytes();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(Arrays.equals((byte[]) form.get("doc"), file)).isTrue();
        }
    }
}
