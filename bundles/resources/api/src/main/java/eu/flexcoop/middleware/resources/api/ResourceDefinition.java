package eu.flexcoop.middleware.resources.api;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

import org.bson.Document;

/**
 * One resource of the REST API. The JSON form is described in {@code docs/resource-definitions.md}.
 *
 * @param name the file name without its ending, unique in the platform
 * @param url address below the root of the API, without slashes at the ends; an {@link AddressPattern} if it has parameters
 * @param title text of links to the list
 * @param itemTitle text of links to an item
 * @param methods that the list allows
 * @param item how one document is addressed
 * @param schema rules of the fields, {@code _id} among them, in the order of the file
 * @param unknown what becomes of fields that the schema lacks; those that are kept are shown, too
 * @param internal has no address
 * @param documented is in the description of the API
 */
public record ResourceDefinition(
        String name,
        String url,
        String title,
        String itemTitle,
        Set<Method> methods,
        ItemAddress item,
        Map<String, FieldRule> schema,
        UnknownFields unknown,
        Storage storage,
        Queries queries,
        Writes writes,
        Caching caching,
        AccessRule access,
        Optional<Aggregation> aggregation,
        boolean internal,
        boolean documented) {
    public ResourceDefinition {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(itemTitle, "itemTitle");
        methods = Set.copyOf(methods);
        Objects.requireNonNull(item, "item");
        schema = Collections.unmodifiableMap(new LinkedHashMap<>(schema));
        Objects.requireNonNull(unknown, "unknown");
        Objects.requireNonNull(storage, "storage");
        Objects.requireNonNull(queries, "queries");
        Objects.requireNonNull(writes, "writes");
        Objects.requireNonNull(caching, "caching");
        Objects.requireNonNull(access, "access");
        Objects.requireNonNull(aggregation, "aggregation");
    }

    /** Fields that the schema lacks are stored and shown. */
    public boolean allowUnknown() {
        return unknown.kept();
    }

    /** The same at another address. */
    public ResourceDefinition at(String other) {
        return new ResourceDefinition(
                name,
                other,
                title,
                itemTitle,
                methods,
                item,
                schema,
                unknown,
                storage,
                queries,
                writes,
                caching,
                access,
                aggregation,
                internal,
                documented);
    }

    /**
     * How one document is addressed.
     *
     * @param enabled false: there are only lists
     * @param idField primary key in answers and links
     * @param lookupField the field that the last part of the address is compared with
     * @param pattern of that part; what does not match is not found
     * @param additional a second address, by which documents are only read
     */
    public record ItemAddress(
            boolean enabled,
            String idField,
            String lookupField,
            Pattern pattern,
            Set<Method> methods,
            Optional<AdditionalLookup> additional) {
        public ItemAddress {
            Objects.requireNonNull(idField, "idField");
            Objects.requireNonNull(lookupField, "lookupField");
            Objects.requireNonNull(pattern, "pattern");
            methods = Set.copyOf(methods);
            Objects.requireNonNull(additional, "additional");
        }
    }

    /**
     * A field by whose value a document is read, beside the one that addresses it.
     *
     * @param pattern of the last part of the address
     */
    public record AdditionalLookup(String field, Pattern pattern) {
        public AdditionalLookup {
            Objects.requireNonNull(field, "field");
            Objects.requireNonNull(pattern, "pattern");
        }
    }

    /**
     * Where the documents are.
     *
     * @param source name of the {@code ResourceSource} that owns them; absent: the resource has a collection of its own
     * @param collection the resource's own collection; without meaning when there is a source
     * @param filter ANDed to every query; do not change it
     * @param hidden fields that are never shown
     * @param sort order of lists whose client asks for none; a Mongo sort document
     * @param pipeline stages of an aggregation whose results are listed instead of the documents; empty if there is none. Do not
     *     change them
     * @param indexes that the definition asks for, beside those that the platform makes
     */
    public record Storage(
            Optional<String> source,
            String collection,
            Document filter,
            Set<String> hidden,
            Document sort,
            List<Document> pipeline,
            List<IndexDefinition> indexes) {
        public Storage {
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(collection, "collection");
            Objects.requireNonNull(filter, "filter");
            hidden = Set.copyOf(hidden);
            Objects.requireNonNull(sort, "sort");
            pipeline = List.copyOf(pipeline);
            indexes = List.copyOf(indexes);
        }
    }

    /**
     * What clients may ask for.
     *
     * @param filters fields that {@code where} may use; {@code *} means all
     * @param operators that {@code where} may use beside the usual ones
     * @param idsAsText texts in {@code where} are never taken for object ids
     * @param pageLimit most documents of one page; 0 means the platform's limit
     * @param counted lists say how many documents there are in all
     * @param links answers carry {@code _links}
     * @param embedding clients may ask for the documents that references mean
     * @param embedded dotted names of references that are replaced by their documents unless the client declines
     */
    public record Queries(
            List<String> filters,
            Set<String> operators,
            boolean idsAsText,
            boolean sorting,
            boolean projection,
            boolean pagination,
            int pageLimit,
            boolean counted,
            boolean links,
            boolean embedding,
            List<String> embedded) {
        public Queries {
            filters = List.copyOf(filters);
            operators = Set.copyOf(operators);
            embedded = List.copyOf(embedded);
        }
    }

    /**
     * Messages to components about stored documents.
     *
     * @param recipients as the configuration of messages names them
     */
    public record Messages(List<String> recipients, String type) {
        public Messages {
            recipients = List.copyOf(recipients);
            Objects.requireNonNull(type, "type");
        }
    }

    /**
     * How writes are done.
     *
     * @param bulk a POST may carry several documents
     * @param mergeNested PATCH merges objects; otherwise it replaces them
     * @param dottedNames {@code "a.b": 1} means {@code "a": {"b": 1}}
     * @param answered fields that answers to writes carry beside the automatic ones
     * @param softDelete DELETE marks documents as deleted and keeps them; PATCH and PUT restore them
     * @param normalizeOnPatch PATCH fills in defaults of fields that the document lacks, renames and coerces
     * @param versions earlier states of documents are kept; absent: only the latest
     * @param cascade names of resources with the field by which their documents belong to one of this resource; they are removed with it
     * @param unweighed dotted names of fields that do not count for the ETag
     * @param resets what PATCH gives fields that it does not name itself, by their names; may have nulls
     * @param messages who is told of documents that POST, PATCH and PUT have stored; absent: nobody
     */
    public record Writes(
            boolean bulk,
            boolean mergeNested,
            boolean dottedNames,
            List<String> answered,
            boolean softDelete,
            boolean normalizeOnPatch,
            Optional<Versions> versions,
            Map<String, String> cascade,
            List<String> unweighed,
            Map<String, Object> resets,
            Optional<Messages> messages) {
        public Writes {
            answered = List.copyOf(answered);
            cascade = Map.copyOf(cascade);
            unweighed = List.copyOf(unweighed);
            resets = Collections.unmodifiableMap(new LinkedHashMap<>(resets));
            Objects.requireNonNull(messages, "messages");
            Objects.requireNonNull(versions, "versions");
        }

        public boolean versioned() {
            return versions.isPresent();
        }
    }

    /**
     * How earlier states of documents are kept.
     *
     * @param unversioned fields whose earlier values are not kept; every version shows the latest one
     * @param kept most earlier states of a document, from 1; older ones are removed. Absent: all are kept
     */
    public record Versions(Set<String> unversioned, OptionalInt kept) {
        public Versions {
            unversioned = Set.copyOf(unversioned);
            Objects.requireNonNull(kept, "kept");
        }
    }

    /** Headers for caches on answers to GET; an empty control and a zero time mean none. */
    public record Caching(String control, Duration expires) {
        public Caching {
            Objects.requireNonNull(control, "control");
            Objects.requireNonNull(expires, "expires");
        }
    }
}
