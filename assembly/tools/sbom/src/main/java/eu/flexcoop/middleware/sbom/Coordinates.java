package eu.flexcoop.middleware.sbom;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which library a jar is.
 *
 * @param group group id of Maven, empty where the jar does not tell it
 * @param name artifact id of Maven, or the name of the file
 * @param version version of the artifact
 */
record Coordinates(String group, String name, String version) {
    private static final Pattern VERSIONED = Pattern.compile("(?<name>.+?)-(?<version>\\d[\\w.\\-]*)\\.jar");
    private static final int GROUP_STARTS = 0;
    private static final int BELOW_GROUP = 3;

    /** Those of a file in the layout of a Maven repository: {@code group/artifact/version/file}. */
    static Optional<Coordinates> ofRepositoryPath(Path path) {
        int groupEnds = path.getNameCount() - BELOW_GROUP;
        if (groupEnds <= GROUP_STARTS) {
            return Optional.empty();
        }
        String group = path.subpath(GROUP_STARTS, groupEnds).toString().replace('/', '.');
        return Optional.of(new Coordinates(
                group,
                path.getName(groupEnds).toString(),
                path.getName(groupEnds + 1).toString()));
    }

    /** Those that Maven puts into {@code META-INF/maven/<group>/<artifact>/pom.properties}. */
    static Optional<Coordinates> ofPomProperties(InputStream properties) throws IOException {
        Properties values = new Properties();
        try {
            values.load(properties);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a broken escape in a file of others tells nothing
        }
        String group = values.getProperty("groupId", "").strip();
        String name = values.getProperty("artifactId", "").strip();
        String version = values.getProperty("version", "").strip();
        return name.isEmpty() || version.isEmpty()
                ? Optional.empty()
                : Optional.of(new Coordinates(group, name, version));
    }

    /** Those that a file name such as {@code guava-33.4.0-jre.jar} tells. */
    static Optional<Coordinates> ofFileName(String fileName) {
        Matcher matcher = VERSIONED.matcher(fileName);
        return matcher.matches()
                ? Optional.of(new Coordinates("", matcher.group("name"), matcher.group("version")))
                : Optional.empty();
    }

    /** Those of a jar whose file name has no version, from its manifest. */
    static Coordinates ofManifest(String fileName, Attributes manifest) {
        String version = manifest.getValue(Attributes.Name.IMPLEMENTATION_VERSION);
        if (version == null) {
            version = manifest.getValue("Bundle-Version");
        }
        return new Coordinates("", withoutEnding(fileName), version == null ? "" : version);
    }

    /** The package URL of it: {@code pkg:maven/group/name@version}, {@code pkg:generic/…} without a group. */
    String packageUrl() {
        return group.isEmpty()
                ? "pkg:generic/%s@%s".formatted(name, version)
                : "pkg:maven/%s/%s@%s".formatted(group, name, version);
    }

    /** Whether a file of that name, with or without a version, holds it. */
    boolean isNamed(String fileName) {
        return fileName.equals(name + ".jar") || fileName.startsWith(name + "-" + version);
    }

    private static String withoutEnding(String fileName) {
        return fileName.endsWith(".jar") ? fileName.substring(0, fileName.length() - ".jar".length()) : fileName;
    }
}
