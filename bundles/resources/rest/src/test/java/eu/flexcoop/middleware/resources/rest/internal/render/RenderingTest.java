package eu.flexcoop.middleware.resources.rest.internal.render;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.resources.rest.internal.http.XmlTree;
import eu.flexcoop.middleware.resources.rest.internal.message.Link;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;

class RenderingTest {
    private static final Caller ADMIN =
            new Caller("admin", Role.ADMIN, Optional.empty(), Optional.empty(), Optional.empty());

    private final Rendering rendering = new Rendering();

    private static RestRequest request(String accept, String query) {
        return new RestRequest(
                "GET",
                "people",
                RestRequest.query(query),
                name -> name.equals("Accept") ? accept : null,
                new ByteArrayInputStream(new byte[0]),
                ADMIN,
                "http://here/1/");
    }

    private static RestResponse json(String json) {
        return RestResponse.of(200, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private String xml(String json) {
        return new String(
                rendering.render(request("application/xml", null), json(json)).body(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json | application/json",
                "*/* | application/json",
                "text/html | application/json",
                "application/json, application/xml | application/json",
                "application/xml, application/json | application/json",
                "application/xml | application/xml",
                "text/xml | text/xml",
                "application/x-xml | application/x-xml",
                "application/json;q=0.5, application/xml | application/xml",
                "application/json;q=0, */* | application/xml",
                "text/* | text/xml",
                "image/png;q=x | application/json",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | application/xml",
            })
    void theClientGetsWhatItPrefers(String accept, String type) {
        assertThat(rendering.type(request(accept, null))).isEqualTo(type);
    }

    @Test
    void clientsThatSayNothingAndTypesOfTheirOwnArePassedThrough() {
        RestResponse answer = json("{}");
        assertThat(rendering.render(request(null, null), answer)).isSameAs(answer);
        RestResponse csv = json("a,b").header("Content-Type", "text/csv");
        assertThat(rendering.render(request("application/xml", "pretty"), csv)).isSameAs(csv);
        RestResponse none = RestResponse.empty(204);
        assertThat(rendering.render(request("application/xml", null), none)).isSameAs(none);
    }

    @Test
    void fieldsAreSortedAndListsRepeatTheirElement() {
        assertThat(xml("{'b':[1,null,[2,3]],'a':{'y':true,'x':1.50},'_links':{'self':{'title':'p','href':'p/1'},"
                        + "'parent':{'title':'home','href':'/'},'collection':{'href':'p'}}}"))
                .endsWith("<resource href=\"p/1\" title=\"p\"><link rel=\"collection\" href=\"p\"/>"
                        + "<link rel=\"parent\" href=\"/\" title=\"home\"/><a><x>1.50</x><y>True</y></a>"
                        + "<b>1</b><b>None</b><b><b>2</b><b>3</b></b></resource>");
    }

    @Test
    void referencesHaveTheAddressOfTheirDocument() {
        assertThat(xml(
                        "{'author':'5','books':['1','2'],'_links':{'related':{'author':{'title':'person','href':'people/5'},"
                                + "'books':[{'title':'book','href':'books/1'},{'title':'book','href':'books/2'}]}}}"))
                .contains("<author href=\"people/5\" title=\"person\">5</author>")
                .contains("<books href=\"books/2\" title=\"book\">2</books>");
    }

    @Test
    void valuesAndNamesAreEscaped() throws IOException {
        String xml = xml("{'a b':'<&>\\u0001\\ud83d\\ude00','1':']]>','x_x0041_':1,'':2,'a:b':3,"
                + "'_links':{'self':{'title':'<\\u0022','href':'p?where={\\u0022a\\u0022:1}&page=2'}}}");
        Map<String, Object> tree = XmlTree.of(xml.getBytes(StandardCharsets.UTF_8));
        assertThat(tree.get("attr")).isEqualTo(Map.of("title", "<\"", "href", "p?where={\"a\":1}&page=2"));
        assertThat(xml)
                .contains("<_>2</_>", "<_x0031_>]]&gt;</_x0031_>", "<a_x003A_b>", "<x_x005F_x0041_>1")
                .contains("<a_x0020_b>&lt;&amp;&gt;");
        assertThat(tree.get("kids").toString()).contains("text=<&>\uFFFD\uD83D\uDE00,");
    }

    @Test
    void errorsAreRendered() {
        assertThat(xml("{'_status':'ERR','_error':{'code':404,'message':'no'},'_issues':{'0':'bad'}}"))
                .endsWith("<resource><_error><code>404</code><message>no</message></_error>"
                        + "<_issues><_x0030_>bad</_x0030_></_issues><_status>ERR</_status></resource>");
    }

    @Test
    void aListIsWrittenWhileItIsRead() throws IOException {
        StringBuilder beginning = new StringBuilder("{'_items':[");
        for (int i = 0; i < 3; i++) {
            beginning.append("{'n':%d,'_links':{'self':{'title':'p','href':'p/%d'}}},".formatted(i, i));
        }
        AtomicBoolean closed = new AtomicBoolean();
        RestResponse.Rest rest = new RestResponse.Rest() {
            @Override
            public void writeTo(OutputStream out) throws IOException {
                // pieces end anywhere
                for (byte letter :
                        "{\"n\":3}],\"_links\":{\"self\":{\"href\":\"p\"},\"parent\":{\"href\":\"/\"}},\"_meta\":{\"page\":1}}"
                                .getBytes(StandardCharsets.UTF_8)) {
                    out.write(letter);
                }
            }

            @Override
            public Link self() {
                return new Link("p", "p?page=1");
            }

            @Override
            public void close() {
                closed.set(true);
            }
        };
        byte[] start = beginning.toString().replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (RestResponse answer = rendering.render(
                request("text/xml", null), RestResponse.of(200, start, rest).header("X-Total-Count", "4"))) {
            assertThat(answer.headers()).containsEntry("X-Total-Count", "4").containsEntry("Content-Type", "text/xml");
            all.write(answer.body());
            answer.rest().writeTo(all);
        }
        assertThat(closed).isTrue();
        assertThat(all.toString(StandardCharsets.UTF_8))
                .endsWith(
                        "<resource href=\"p?page=1\" title=\"p\"><resource href=\"p/0\" title=\"p\"><n>0</n></resource>"
                                + "<resource href=\"p/1\" title=\"p\"><n>1</n></resource>"
                                + "<resource href=\"p/2\" title=\"p\"><n>2</n></resource><resource><n>3</n></resource>"
                                + "<link rel=\"parent\" href=\"/\"/><_meta><page>1</page></_meta></resource>");
    }

    @Test
    void prettyJsonIsIndentedByFourSpacesAndKeepsItsNumbers() {
        RestResponse answer =
                rendering.render(request(null, "pretty"), json("{'a':[1.50,12345678901234567890],'b':{}}"));
        assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo("{\n    \"a\" : [\n        1.50,\n        12345678901234567890\n    ],\n    \"b\" : { }\n}");
        assertThat(answer.headers()).containsEntry("Content-Type", "application/json");
    }
}
