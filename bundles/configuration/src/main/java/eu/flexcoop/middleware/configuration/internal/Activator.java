package eu.flexcoop.middleware.configuration.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;

import org.apache.felix.cm.PersistenceManager;
import org.apache.felix.cm.file.FilePersistenceManager;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

import eu.flexcoop.middleware.configuration.api.CheckedConfiguration;

/**
 * Offers the persistence manager that Configuration Admin waits for ({@code felix.cm.pm} in {@code etc/custom.properties}). Declarative
 * Services need Configuration Admin, so this cannot be a component.
 */
public final class Activator implements BundleActivator {
    private static final String NAME = "checked";

    @Override
    public void start(BundleContext context) throws IOException {
        Schemas schemas = Schemas.of(Path.of(context.getProperty("karaf.home"), "system"));
        Path folder = Files.createDirectories(Path.of(context.getProperty("karaf.data"), "configurations"));
        RefusedFiles refused = new RefusedFiles();
        PersistenceManager checked =
                new CheckedPersistence(new FilePersistenceManager(context, folder.toString()), schemas, refused);
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(PersistenceManager.PROPERTY_NAME, NAME);
        context.registerService(PersistenceManager.class, checked, properties);
        context.registerService(
                CheckedConfiguration.class,
                new CheckedFolder(Path.of(context.getProperty("karaf.etc")), schemas, context::getProperty, refused),
                null);
    }

    @Override
    public void stop(BundleContext context) {
        // the framework withdraws the services
    }
}
