package eu.flexcoop.middleware.resources.core.internal.publishing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import org.apache.felix.fileinstall.ArtifactListener;
import org.apache.felix.fileinstall.ArtifactUrlTransformer;
import org.osgi.service.component.annotations.Component;

import eu.flexcoop.middleware.resources.core.internal.parsing.ContentReader;

/** Turns {@code deploy/<name>.resource.json} into a config bundle, so that all definitions are read in one way. */
@Component(service = {ArtifactUrlTransformer.class, ArtifactListener.class})
public final class DroppedFiles implements ArtifactUrlTransformer {
    private static final String ENDING = ".resource.json";

    @Override
    public boolean canHandle(File file) {
        return file.isFile()
                && file.getName().endsWith(ENDING)
                && file.getName().length() > ENDING.length();
    }

    @Override
    public URL transform(URL file) throws MalformedURLException {
        // Felix File Install looks whether the file of a bundle is still there if the path of the location is that of
        // the file
        return new URL("resource-definition", null, -1, file.getPath(), new URLStreamHandler() {
            @Override
            protected URLConnection openConnection(URL url) {
                return new BundleOfFile(url, file);
            }
        });
    }

    private static final class BundleOfFile extends URLConnection {
        private final URL file;

        BundleOfFile(URL url, URL file) {
            super(url);
            this.file = file;
        }

        @Override
        public void connect() {
            // there is nothing to connect to: the file is read when the stream is opened
        }

        @Override
        public InputStream getInputStream() throws IOException {
            String path = URI.create(file.toString()).getPath();
            String fileName = path.substring(path.lastIndexOf('/') + 1);
            String name = fileName.substring(0, fileName.length() - ENDING.length());
            try (InputStream in = file.openStream()) {
                return new ByteArrayInputStream(bundle(name, in.readAllBytes()));
            }
        }
    }

    /** Of its own for each file name: what a symbolic name cannot have is written as its code. */
    static String symbolic(String name) {
        StringBuilder text = new StringBuilder();
        name.codePoints().forEach(letter -> {
            boolean plain = letter < 128 && (Character.isLetterOrDigit(letter) || letter == '-');
            text.append(plain ? Character.toString(letter) : letter == '_' ? "__" : "_%x_".formatted(letter));
        });
        return text.toString();
    }

    static byte[] bundle(String name, byte[] json) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Bundle-ManifestVersion", "2");
        attributes.putValue("Bundle-SymbolicName", "resource-file." + symbolic(name));
        attributes.putValue("Bundle-Name", "Resource definition " + name);
        attributes.putValue("Bundle-Version", "0.0.0");
        attributes.putValue("Require-Capability", "osgi.extender;filter:=\"(osgi.extender=flexcoop.resources)\"");
        attributes.putValue(PublishedResources.HEADER, "OSGI-INF/resources/*.json");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(out, manifest)) {
            // the short name of a definition called "settings" means the settings of an API root
            String ending = (name + ".json").equals(ContentReader.SETTINGS) ? ENDING : ".json";
            jar.putNextEntry(new JarEntry("OSGI-INF/resources/" + name + ending));
            jar.write(json);
            jar.closeEntry();
        }
        return out.toByteArray();
    }
}
