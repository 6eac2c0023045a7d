package eu.flexcoop.middleware.resources.rest.internal.openapi;

import java.util.List;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.FieldType;

/** GeoJSON (RFC 7946) as far as the validation of the API looks at it: the type and the member that it needs. */
final class GeoJsonSchemas {
    private GeoJsonSchemas() {}

    static void describe(Document schema, FieldType type) {
        Document properties = new Document("type", new Document("const", name(type)));
        String member =
                switch (type) {
                    case GEOMETRYCOLLECTION -> "geometries";
                    case FEATURE -> "geometry";
                    case FEATURECOLLECTION -> "features";
                    default -> "coordinates";
                };
        properties.append(member, new Document("type", member.equals("geometry") ? "object" : "array"));
        schema.append("properties", properties).append("required", List.of("type", member));
    }

    private static String name(FieldType type) {
        return switch (type) {
            case POINT -> "Point";
            case LINESTRING -> "LineString";
            case POLYGON -> "Polygon";
            case MULTIPOINT -> "MultiPoint";
            case MULTILINESTRING -> "MultiLineString";
            case MULTIPOLYGON -> "MultiPolygon";
            case GEOMETRYCOLLECTION -> "GeometryCollection";
            case FEATURE -> "Feature";
            default -> "FeatureCollection";
        };
    }
}
