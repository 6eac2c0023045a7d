package eu.flexcoop.middleware.resources.core.internal.publishing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.extension.api.BundleFile;
import eu.flexcoop.middleware.extension.api.BundleFiles;
import eu.flexcoop.middleware.extension.api.FileRefusedException;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.api.DefinitionInstaller;
import eu.flexcoop.middleware.resources.api.DefinitionsRefusedException;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.core.internal.parsing.Content;
import eu.flexcoop.middleware.resources.core.internal.parsing.ContentReader;
import eu.flexcoop.middleware.resources.core.internal.parsing.DefinitionReader;
import eu.flexcoop.middleware.resources.core.internal.stored.ResourceData;

/** Checks definitions as the extender does, and installs config bundles in this container. */
@Component(service = DefinitionInstaller.class)
public final class FolderInstaller implements DefinitionInstaller {
    private static final Pattern ROOT = Pattern.compile("/?[A-Za-z0-9_-]+");

    private final BundleContext context;
    private final ResourceRegistry registry;
    private final ContentReader reader;
    private final ResourceData data;

    @Activate
    public FolderInstaller(
            BundleContext context, @Reference MongoCollections mongo, @Reference ResourceRegistry registry) {
        this.context = context;
        this.registry = registry;
        this.reader = new ContentReader(new DefinitionReader(mongo::isOwned), id -> Optional.of("name"));
        this.data = new ResourceData(mongo, registry);
    }

    @Override
    public List<String> check(Path fileOrFolder) throws IOException {
        return check(DefinitionFolder.of(fileOrFolder));
    }

    private List<String> check(DefinitionFolder folder) throws IOException {
        List<BundleFile> files = new ArrayList<>();
        for (Path path : folder.files()) {
            files.add(new BundleFile(
                    folder.symbolicName(),
                    0,
                    path.getFileName().toString(),
                    path.toUri().toURL()));
        }
        BundleFiles.Parser<Content> parser = reader.of(files);
        List<String> problems = new ArrayList<>();
        for (BundleFile file : files) {
            try {
                parser.parse(file);
            } catch (FileRefusedException e) {
                problems.add("%s: %s".formatted(file.fileName(), e.getMessage()));
            }
        }
        return problems;
    }

    @Override
    public Installed install(Path path, Optional<String> root) throws IOException {
        DefinitionFolder folder = DefinitionFolder.of(path);
        root.filter(name -> !ROOT.matcher(name).matches()).ifPresent(name -> {
            throw new DefinitionsRefusedException(
                    "'%s' is not the name of an API root".formatted(name), "Use /name with letters, digits, _ and -.");
        });
        List<String> problems = check(folder);
        if (!problems.isEmpty()) {
            throw DefinitionsRefusedException.of(problems);
        }
        byte[] jar = folder.bundle(root.map(name -> name.replaceFirst("^/", "")));
        Optional<Bundle> before = Arrays.stream(context.getBundles())
                .filter(bundle -> folder.symbolicName().equals(bundle.getSymbolicName()))
                .findFirst();
        try {
            Bundle bundle = started(folder, before, jar);
            return new Installed(
                    bundle.getSymbolicName(),
                    bundle.getBundleId(),
                    before.isPresent(),
                    registry.list().stream()
                            .filter(status -> status.bundleId() == bundle.getBundleId())
                            .toList());
        } catch (BundleException e) {
            throw new IOException(
                    "bundle %s cannot be started: %s".formatted(folder.symbolicName(), e.getMessage()), e);
        }
    }

    private Bundle started(DefinitionFolder folder, Optional<Bundle> before, byte[] jar) throws BundleException {
        ByteArrayInputStream in = new ByteArrayInputStream(jar);
        if (before.isPresent()) {
            before.get().update(in); // stops it and starts it again if it was started
            before.get().start();
            return before.get();
        }
        Bundle bundle = context.installBundle("resource-folder:" + folder.symbolicName(), in);
        bundle.start();
        return bundle;
    }

    @Override
    public StoredData data(String resource) {
        return data.of(resource);
    }

    @Override
    public long drop(String resource) {
        return data.drop(resource);
    }
}
