package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The keys of a definition at its top. Each key of Eve is either read by the parser or refused here with what to do instead, so that
 * none is without effect unnoticed. Keys that begin with {@code x-} belong to other programs and are not read.
 */
final class DefinitionKeys {
    static final Set<String> READ = new TreeSet<>(Set.of(
            "access",
            "additional_lookup",
            "aggregation",
            "allow_unknown",
            "allowed_filters",
            "allowed_item_read_roles",
            "allowed_item_roles",
            "allowed_item_write_roles",
            "allowed_read_roles",
            "allowed_roles",
            "allowed_write_roles",
            "auth_field",
            "bulk_enabled",
            "cache_control",
            "cache_expires",
            "datasource",
            "delete_cascade",
            "disable_documentation",
            "embedded_fields",
            "embedding",
            "etag_ignore_fields",
            "extra_response_fields",
            "hateoas",
            "id_field",
            "internal_resource",
            "item_lookup",
            "item_lookup_field",
            "item_methods",
            "item_title",
            "item_url",
            "merge_nested_documents",
            "mongo_indexes",
            "mongo_query_whitelist",
            "normalize_dotted_fields",
            "normalize_on_patch",
            "notify",
            "optimize_pagination_for_speed",
            "pagination",
            "pagination_limit",
            "projection",
            "public_item_methods",
            "public_methods",
            "query_objectid_as_string",
            "reset_on_patch",
            "resource_methods",
            "resource_title",
            "schema",
            "soft_delete",
            "sorting",
            "source",
            "url",
            "versioning",
            "versions_kept"));

    /** Keys of Eve that only a program could fill, or that the platform decides. */
    static final Map<String, String> REFUSED = Map.of(
            "authentication",
            "the platform checks the tokens, declare who may do what under 'access'",
            "mongo_write_concern",
            "a write is answered when a majority of the nodes of the database has it",
            "mongo_prefix",
            "the platform has one database, name another collection by 'datasource': {'source': ...}",
            "transparent_schema_rules",
            "rules that no one checks are not accepted, remove the key and put notes under 'meta' of a field",
            "allow_override_http_method",
            "it holds for the whole API, set it in settings.json",
            "bandwidth_saver",
            "it holds for the whole API, name the fields that answers to writes carry under 'extra_response_fields'",
            "purge_unknown",
            "it is a rule of fields of type dict; a resource refuses unknown fields or keeps them by 'allow_unknown'");

    private static final String PRIVATE = "x-";
    private static final String OTHERS = ", or begin it with x- if it is for another program";

    private DefinitionKeys() {}

    /** Notes an error for each key that has no effect. */
    static void check(JsonLocation root) throws DefinitionException {
        boolean listed = false;
        for (Map.Entry<String, JsonLocation> member : root.members().entrySet()) {
            String key = member.getKey();
            if (REFUSED.containsKey(key)) {
                member.getValue().note("key '%s' is not supported: %s", key, REFUSED.get(key));
            } else if (!READ.contains(key) && !key.startsWith(PRIVATE)) {
                String hint = NearestName.hint(key, READ);
                boolean list = hint.isEmpty() && !listed; // it is long, once is enough
                listed |= list;
                member.getValue().note("unknown key '%s'%s", key, list ? accepted(READ) + OTHERS : hint);
            }
        }
    }

    /** Notes an error for each member that is not one of these. */
    static void checkMembers(JsonLocation location, Set<String> known) throws DefinitionException {
        for (Map.Entry<String, JsonLocation> member : location.members().entrySet()) {
            String key = member.getKey();
            if (!known.contains(key)) {
                member.getValue().note("unknown key '%s'%s%s", key, accepted(known), NearestName.hint(key, known));
            }
        }
    }

    private static String accepted(Set<String> known) {
        return ", use one of " + String.join(", ", new TreeSet<>(known));
    }
}
