package eu.flexcoop.middleware.sbom;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import org.cyclonedx.model.Component;
import org.cyclonedx.model.Hash;

/**
 * What one jar is and what it holds: jars inside it, and libraries whose classes were copied into it (known by the
 * {@code pom.properties} that they bring along). Classes copied without that file are not seen.
 */
final class JarContents {
    private static final int BUFFER = 1 << 16;

    private final List<Coordinates> declared = new ArrayList<>();
    private final List<Component> nested = new ArrayList<>();
    private Attributes manifest = new Attributes();

    private JarContents() {}

    /**
     * The component that a jar is, with what it holds as its components.
     *
     * @param place where it lies, unique in the distribution
     * @param file the jar
     * @param known its coordinates where its place tells them
     */
    static Component read(String place, Path file, Optional<Coordinates> known) throws IOException {
        String fileName = place.substring(place.lastIndexOf('/') + 1);
        JarContents contents = new JarContents();
        contents.scan(place, file);
        Coordinates own = known.orElseGet(() -> contents.identity(fileName));
        Component component = component(own, place);
        component.addHash(new Hash(Hash.Algorithm.SHA_256, sha256(file)));
        contents.declared.stream()
                .filter(copied -> !copied.equals(own) && !isSame(copied, own))
                .distinct()
                .map(copied ->
                        component(copied, place + "!/" + copied.group() + ":" + copied.name() + ":" + copied.version()))
                .forEach(contents.nested::add);
        contents.nested.sort(Comparator.comparing(Component::getBomRef));
        if (!contents.nested.isEmpty()) {
            component.setComponents(contents.nested);
        }
        return component;
    }

    /** A library without contents. */
    static Component component(Coordinates coordinates, String reference) {
        Component component = new Component();
        component.setType(Component.Type.LIBRARY);
        if (!coordinates.group().isEmpty()) {
            component.setGroup(coordinates.group());
        }
        component.setName(coordinates.name());
        component.setVersion(coordinates.version());
        component.setPurl(coordinates.packageUrl());
        component.setBomRef(reference);
        return component;
    }

    /** Only the entries that matter are inflated: a stream would inflate all of a jar of 60 MB. */
    private void scan(String place, Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                String name = entry.getName();
                try (InputStream content = zip.getInputStream(entry)) {
                    if (name.endsWith(".jar")) {
                        nested.add(readNested(place + "!/" + name, content));
                    } else if (name.startsWith("META-INF/maven/") && name.endsWith("/pom.properties")) {
                        Coordinates.ofPomProperties(content).ifPresent(declared::add);
                    } else if (name.equals(JarFile.MANIFEST_NAME)) {
                        manifest = new Manifest(content).getMainAttributes();
                    }
                }
            }
        }
    }

    private static Component readNested(String place, InputStream content) throws IOException {
        Path copy = Files.createTempFile("nested", ".jar");
        try {
            Files.copy(content, copy, StandardCopyOption.REPLACE_EXISTING);
            return read(place, copy, Optional.empty());
        } finally {
            Files.delete(copy);
        }
    }

    private Coordinates identity(String fileName) {
        return declared.stream()
                .filter(coordinates -> coordinates.isNamed(fileName))
                .findFirst()
                .or(() -> Coordinates.ofFileName(fileName))
                .or(() -> declared.size() == 1 ? Optional.of(declared.get(0)) : Optional.empty())
                .orElseGet(() -> Coordinates.ofManifest(fileName, manifest));
    }

    /** The file's own description, with a version that a repackaging changed. */
    private static boolean isSame(Coordinates copied, Coordinates own) {
        return copied.name().equals(own.name())
                && (own.group().isEmpty() || copied.group().equals(own.group()));
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[BUFFER];
            for (int length = content.read(buffer); length >= 0; length = content.read(buffer)) {
                digest.update(buffer, 0, length);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
