package eu.flexcoop.middleware.resources.core.internal.publishing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

import eu.flexcoop.middleware.resources.core.internal.parsing.RootAddress;

/** The definitions in one folder of the file system, or a single one, and the config bundle of them. */
final class DefinitionFolder {
    private static final String ENDING = ".json";
    private static final String PLACE = "OSGI-INF/resources/";

    private final Path folder;
    private final List<Path> files;

    private DefinitionFolder(Path folder, List<Path> files) {
        this.folder = folder;
        this.files = files;
    }

    /** @throws IOException if there is no definition */
    static DefinitionFolder of(Path fileOrFolder) throws IOException {
        Path path = fileOrFolder.toAbsolutePath().normalize();
        if (Files.isRegularFile(path)) {
            return new DefinitionFolder(path.getParent(), List.of(path));
        }
        if (!Files.isDirectory(path)) {
            throw new NoSuchFileException(path.toString(), null, "there is no such file or folder");
        }
        try (Stream<Path> all = Files.list(path)) {
            List<Path> files = all.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().endsWith(ENDING))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new NoSuchFileException(path.toString(), null, "the folder has no file *.json");
            }
            return new DefinitionFolder(path, files);
        }
    }

    List<Path> files() {
        return files;
    }

    /** The same for each folder of the same name, so that it is updated when it is installed again. */
    String symbolicName() {
        return "resource-folder." + DroppedFiles.symbolic(folder.getFileName().toString());
    }

    /** @param root name of the API root, for settings that have none */
    byte[] bundle(Optional<String> root) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Bundle-ManifestVersion", "2");
        attributes.putValue("Bundle-SymbolicName", symbolicName());
        attributes.putValue("Bundle-Name", "Resource definitions of folder " + folder.getFileName());
        attributes.putValue("Bundle-Version", "0.0.0");
        attributes.putValue("Require-Capability", "osgi.extender;filter:=\"(osgi.extender=flexcoop.resources)\"");
        attributes.putValue(PublishedResources.HEADER, PLACE + "*" + ENDING);
        root.ifPresent(name -> attributes.putValue(RootAddress.HEADER, name));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(out, manifest)) {
            for (Path file : files) {
                jar.putNextEntry(new JarEntry(PLACE + file.getFileName()));
                jar.write(Files.readAllBytes(file));
                jar.closeEntry();
            }
        }
        return out.toByteArray();
    }
}
