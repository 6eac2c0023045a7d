package eu.flexcoop.middleware.itests;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.EmbeddedResource;
import aQute.bnd.osgi.Jar;

/** Bundles as a partner would build them, and the folder they are dropped into. */
final class DeployedBundle {
    private final Path file;

    private DeployedBundle(Path file) {
        this.file = file;
    }

    /** A bundle with JSON and no code. */
    static DeployedBundle resources(Middleware middleware, String name, Map<String, String> definitions)
            throws Exception {
        return root(middleware, name, "", definitions);
    }

    /** With settings among the definitions, an API root of that name. */
    static DeployedBundle root(Middleware middleware, String name, String root, Map<String, String> definitions)
            throws Exception {
        Builder builder = new Builder();
        builder.setProperty("-resourceonly", "true");
        builder.setProperty("Flexcoop-Resources", "OSGI-INF/resources/*.json");
        builder.setProperty("Require-Capability", "osgi.extender;filter:='(osgi.extender=flexcoop.resources)'");
        if (!root.isEmpty()) {
            builder.setProperty("Flexcoop-Root", root);
        }
        Jar content = new Jar("content");
        definitions.forEach((resource, json) -> content.putResource(
                "OSGI-INF/resources/" + resource + ".json", new EmbeddedResource(json, System.currentTimeMillis())));
        builder.setJar(content);
        return drop(middleware, name, builder);
    }

    /** A bundle with one module of package {@code modules}. */
    static DeployedBundle module(Middleware middleware, Class<?> module, String descriptor) throws Exception {
        Builder builder = component(module);
        // of the package only this module and its nested classes
        builder.setProperty("-donotcopy", "(?!" + module.getSimpleName() + ").*Module.*\\.class");
        return withFile(middleware, module, builder, "Flexcoop-Module", "OSGI-INF/module.json", descriptor);
    }

    /** A bundle with one step of package {@code steps} and a file of cleaning rules that may name it. */
    static DeployedBundle cleaning(Middleware middleware, Class<?> step, String rules) throws Exception {
        return withFile(middleware, step, component(step), "Flexcoop-Cleaning", "OSGI-INF/cleaning/rules.json", rules);
    }

    private static DeployedBundle withFile(
            Middleware middleware, Class<?> component, Builder builder, String header, String path, String json)
            throws Exception {
        Path file = Files.createTempFile("content", ".json");
        Files.writeString(file, json);
        builder.setProperty(header, path);
        builder.setProperty("-includeresource", path + "=" + file);
        return drop(middleware, "itests." + component.getSimpleName().toLowerCase(), builder);
    }

    /** With the package of a component. */
    private static Builder component(Class<?> component) throws Exception {
        Builder builder = new Builder();
        builder.addClasspath(new File("target/test-classes"));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (entry.endsWith(".jar")) {
                builder.addClasspath(new File(entry));
            }
        }
        builder.setProperty("-includepackage", component.getPackageName());
        builder.setProperty("-dsannotations", component.getName());
        builder.setProperty("-dsannotations-options", "norequirements");
        return builder;
    }

    private static DeployedBundle drop(Middleware middleware, String name, Builder builder) throws Exception {
        builder.setBundleSymbolicName(name);
        builder.setBundleVersion("1.0.0");
        builder.setBase(new File(".").getAbsoluteFile());
        try (builder) {
            Jar jar = builder.build();
            if (!builder.getErrors().isEmpty()) {
                throw new IllegalStateException("bnd: " + builder.getErrors());
            }
            Path built = Files.createTempFile("bundle", ".jar");
            jar.write(built.toFile());
            Path file = middleware.home().resolve("deploy").resolve(name + ".jar");
            Files.createDirectories(file.getParent());
            Files.move(built, file, StandardCopyOption.REPLACE_EXISTING);
            return new DeployedBundle(file);
        }
    }

    /** Takes the file away, which uninstalls the bundle. */
    void remove() throws Exception {
        Files.delete(file);
    }
}
