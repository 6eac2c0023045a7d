package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import com.fasterxml.jackson.databind.JsonNode;

import eu.flexcoop.middleware.resources.api.ApiSettings;
import eu.flexcoop.middleware.resources.api.ApiSettings.Forms;
import eu.flexcoop.middleware.resources.api.ApiSettings.Media;
import eu.flexcoop.middleware.resources.api.ApiSettings.Renderer;
import eu.flexcoop.middleware.resources.api.ApiSettings.Writing;
import eu.flexcoop.middleware.resources.api.CrossOrigin;

/** Reads a {@code settings.json}: Eve's global settings. None is ignored; null stands for the default. */
final class SettingsParser {
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern UNKNOWN_DATE_PART = Pattern.compile("%(?![YmdHMSfab])");
    private static final long MAX_AGE_SECONDS = 21_600;

    private SettingsParser() {}

    /** @throws DefinitionException with all errors of the file */
    static RootSettings parse(InputStream in) throws IOException, DefinitionException {
        JsonLocation settings = new JsonLocation(DefinitionParser.tree(in), "$");
        Map<String, JsonNode> definitions = new LinkedHashMap<>();
        for (Map.Entry<String, JsonLocation> member : settings.members().entrySet()) {
            JsonLocation value = member.getValue();
            boolean given =
                    !value.node().isNull() && settings.attempt(() -> isSupported(member.getKey(), value), false);
            if (given && EveSettings.OF_RESOURCES.contains(member.getKey())) {
                definitions.put(member.getKey().toLowerCase(Locale.ROOT), value.node());
            }
        }
        ApiSettings api = settings.attempt(() -> api(settings), ApiSettings.DEFAULT);
        settings.errors().throwIfAny();
        return new RootSettings(text(settings, "URL_PREFIX"), text(settings, "API_VERSION"), api, definitions);
    }

    private static boolean isSupported(String name, JsonLocation location) throws DefinitionException {
        EveSettings.Fixed fixed = EveSettings.FIXED.get(name);
        if (fixed != null) {
            if (!same(location.value(), fixed.value())) {
                throw location.error(
                        "%s is %s, only %s is there: %s", name, location.found(), fixed.value(), fixed.reason());
            }
        } else if (EveSettings.REFUSED.containsKey(name)) {
            throw location.error("%s is not supported: %s", name, EveSettings.REFUSED.get(name));
        } else if (!EveSettings.READ.contains(name) && !EveSettings.OF_RESOURCES.contains(name)) {
            Set<String> names = new TreeSet<>(EveSettings.READ);
            names.addAll(EveSettings.OF_RESOURCES);
            throw location.error("unknown setting '%s', use of %s", name, String.join(", ", names));
        }
        return true;
    }

    private static boolean same(Object found, Object wanted) {
        return found instanceof List<?> some && wanted instanceof List<?> all
                ? Set.copyOf(some).equals(Set.copyOf(all))
                : wanted.equals(found);
    }

    private static ApiSettings api(JsonLocation settings) throws DefinitionException {
        ApiSettings otherwise = ApiSettings.DEFAULT;
        int size = positive(settings, "PAGINATION_DEFAULT", otherwise.pageSize());
        int limit = positive(settings, "PAGINATION_LIMIT", Math.max(otherwise.pageLimit(), size));
        if (limit < size && settings.has("PAGINATION_DEFAULT")) {
            throw settings.at("PAGINATION_LIMIT")
                    .error("PAGINATION_LIMIT is %d, use at least PAGINATION_DEFAULT, %d", limit, size);
        }
        return new ApiSettings(
                dateFormat(settings).orElse(otherwise.dateFormat()),
                Math.min(size, limit),
                limit,
                settings.has("DEBUG") ? Optional.of(settings.flag("DEBUG", false)) : Optional.empty(),
                schemaEndpoint(settings),
                crossOrigin(settings),
                renderers(settings),
                writing(settings),
                new Forms(
                        settings.flag("AUTO_COLLAPSE_MULTI_KEYS", false),
                        settings.flag("AUTO_CREATE_LISTS", false),
                        settings.flag("MULTIPART_FORM_FIELDS_AS_JSON", false)),
                media(settings),
                settings.flag("VALIDATE_FILTERS", false),
                settings.texts("PUBLIC_METHODS").contains("GET"));
    }

    private static Optional<String> dateFormat(JsonLocation settings) throws DefinitionException {
        Optional<String> format = text(settings, "DATE_FORMAT");
        if (format.isPresent() && UNKNOWN_DATE_PART.matcher(format.get()).find()) {
            throw settings.at("DATE_FORMAT")
                    .error("DATE_FORMAT is '%s', use %%Y %%m %%d %%H %%M %%S %%f %%a %%b and letters", format.get());
        }
        return format;
    }

    private static Writing writing(JsonLocation settings) {
        return new Writing(
                settings.flag("IF_MATCH", true),
                settings.flag("ENFORCE_IF_MATCH", true),
                settings.flag("UPSERT_ON_PUT", true),
                settings.flag("BANDWIDTH_SAVER", true));
    }

    private static Media media(JsonLocation settings) throws DefinitionException {
        List<String> info = settings.texts("EXTENDED_MEDIA_INFO");
        if (!Media.INFO.containsAll(info)) {
            throw settings.at("EXTENDED_MEDIA_INFO")
                    .error("EXTENDED_MEDIA_INFO is %s, use of %s", info, String.join(", ", Media.INFO));
        }
        return new Media(
                settings.flag("RETURN_MEDIA_AS_BASE64_STRING", true),
                settings.flag("RETURN_MEDIA_AS_URL", false),
                info);
    }

    private static Optional<String> schemaEndpoint(JsonLocation settings) throws DefinitionException {
        Optional<String> address = text(settings, "SCHEMA_ENDPOINT");
        if (address.isPresent() && !PART.matcher(address.get()).matches()) {
            throw settings.at("SCHEMA_ENDPOINT")
                    .error("SCHEMA_ENDPOINT is '%s', use one part of an address", address.get());
        }
        return address;
    }

    private static Set<Renderer> renderers(JsonLocation settings) throws DefinitionException {
        if (!settings.has("RENDERERS")) {
            return ApiSettings.DEFAULT.renderers();
        }
        Set<Renderer> renderers = EnumSet.noneOf(Renderer.class);
        for (JsonLocation element : settings.at("RENDERERS").elements()) {
            String name = element.text();
            renderers.add(
                    switch (name.substring(name.lastIndexOf('.') + 1)) {
                        case "JSONRenderer" -> Renderer.JSON;
                        case "XMLRenderer" -> Renderer.XML;
                        default -> throw element.error(
                                "unknown renderer '%s', use eve.render.JSONRenderer and eve.render.XMLRenderer", name);
                    });
        }
        if (!renderers.contains(Renderer.JSON)) {
            throw settings.at("RENDERERS").error("errors and bulk exchange need eve.render.JSONRenderer");
        }
        return renderers;
    }

    private static Optional<CrossOrigin> crossOrigin(JsonLocation settings) throws DefinitionException {
        Set<String> origins = new LinkedHashSet<>(settings.texts("X_DOMAINS"));
        List<Pattern> patterns = patterns(settings);
        if (origins.isEmpty() && patterns.isEmpty()) {
            return Optional.empty();
        }
        boolean any = origins.remove("*");
        boolean credentials = settings.flag("X_ALLOW_CREDENTIALS", false);
        if (any && credentials) {
            throw settings.at("X_ALLOW_CREDENTIALS")
                    .error("pages of every origin would act for the user, name the origins in X_DOMAINS");
        }
        return Optional.of(new CrossOrigin(
                any,
                origins,
                patterns,
                settings.texts("X_HEADERS"),
                settings.texts("X_EXPOSE_HEADERS"),
                settings.count("X_MAX_AGE").orElse((int) MAX_AGE_SECONDS),
                credentials));
    }

    private static List<Pattern> patterns(JsonLocation settings) throws DefinitionException {
        List<Pattern> patterns = new ArrayList<>();
        for (String text : settings.texts("X_DOMAINS_RE")) {
            try {
                patterns.add(Pattern.compile(text));
            } catch (PatternSyntaxException e) {
                throw settings.at("X_DOMAINS_RE")
                        .error("'%s' is not a regular expression: %s", text, e.getDescription());
            }
        }
        return patterns;
    }

    private static int positive(JsonLocation settings, String name, int otherwise) throws DefinitionException {
        int number = settings.count(name).orElse(otherwise);
        if (number < 1) {
            throw settings.at(name).error("%s is %d, use a whole number from 1", name, number);
        }
        return number;
    }

    private static Optional<String> text(JsonLocation settings, String name) {
        return Optional.of(settings.text(name, "")).filter(text -> !text.isBlank());
    }
}
