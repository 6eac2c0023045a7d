package eu.flexcoop.middleware.resources.rest.internal.write.patch;

import java.util.Set;

import org.bson.Document;

import eu.flexcoop.middleware.resources.rest.internal.store.Copies;

/**
 * A JSON Merge Patch (RFC 7396): null removes a member, objects are merged, everything else replaces.
 *
 * @param members not to be changed
 */
public record MergePatch(Document members) implements Patch {
    @Override
    public Set<String> written() {
        return members.keySet();
    }

    @Override
    public void apply(Document document) {
        merge(document, members);
    }

    private static void merge(Document target, Document patch) {
        patch.forEach((name, value) -> {
            if (value == null) {
                target.remove(name);
            } else if (value instanceof Document below) {
                Document inner = target.get(name) instanceof Document there ? there : new Document();
                merge(inner, below);
                target.put(name, inner);
            } else {
                target.put(name, Copies.value(value));
            }
        });
    }
}
