package eu.flexcoop.middleware.resources.rest.internal.form;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.ApiSettings.Forms;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.FieldType;

/** The fields of one form, in the order in which they came. For one thread. */
final class FormFields {
    private final Map<String, List<Object>> values = new LinkedHashMap<>();

    void add(String name, Object value) {
        values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    /** Texts are cast later, by the schema. */
    Document document(Map<String, FieldRule> schema, Forms settings) {
        Document document = new Document();
        values.forEach((name, all) -> {
            boolean list = settings.collapse() && all.size() > 1 || settings.createLists() && isList(schema, name);
            document.append(name, list ? all : all.get(0));
        });
        return document;
    }

    private static boolean isList(Map<String, FieldRule> schema, String name) {
        FieldRule rule = schema.get(name);
        return rule != null && rule.types().contains(FieldType.LIST);
    }
}
