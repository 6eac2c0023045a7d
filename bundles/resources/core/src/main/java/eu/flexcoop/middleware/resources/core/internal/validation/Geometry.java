package eu.flexcoop.middleware.resources.core.internal.validation;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import eu.flexcoop.middleware.resources.api.FieldType;

/** Whether a value is GeoJSON of one kind; a geometry has exactly {@code type} and {@code coordinates}. */
final class Geometry {
    private Geometry() {}

    static boolean matches(FieldType type, Object value) {
        if (!(value instanceof Map<?, ?> map) || !(map.get("type") instanceof String name)) {
            return false;
        }
        if (!name.toLowerCase(Locale.ROOT).equals(type.key()) || name.equals(type.key())) {
            return false;
        }
        return switch (type) {
            case FEATURE -> map.containsKey("properties") && isGeometry(map.get("geometry"));
            case FEATURECOLLECTION -> map.get("features") instanceof List<?> list
                    && list.stream().allMatch(feature -> matches(FieldType.FEATURE, feature));
            case GEOMETRYCOLLECTION -> map.size() == 2
                    && map.get("geometries") instanceof List<?> list
                    && list.stream().allMatch(Geometry::isGeometry);
            default -> map.size() == 2 && hasShape(type, map.get("coordinates"));
        };
    }

    private static boolean hasShape(FieldType type, Object coordinates) {
        return switch (type) {
            case POINT -> isPosition(coordinates);
            case MULTIPOINT -> isListOf(coordinates, 1);
            case LINESTRING -> isListOf(coordinates, 1) && ((List<?>) coordinates).size() >= 2;
            case POLYGON, MULTILINESTRING -> isListOf(coordinates, 2);
            case MULTIPOLYGON -> isListOf(coordinates, 3);
            default -> false;
        };
    }

    private static boolean isGeometry(Object value) {
        return value instanceof Map<?, ?> map
                && map.get("type") instanceof String name
                && FieldType.of(name.toLowerCase(Locale.ROOT))
                        .filter(type -> type.isGeometry() && matches(type, value))
                        .isPresent();
    }

    private static boolean isListOf(Object value, int depth) {
        if (!(value instanceof List<?> list)) {
            return false;
        }
        return list.stream().allMatch(element -> depth == 1 ? isPosition(element) : isListOf(element, depth - 1));
    }

    private static boolean isPosition(Object value) {
        return value instanceof List<?> list
                && list.size() >= 2
                && list.stream().allMatch(Number.class::isInstance);
    }
}
