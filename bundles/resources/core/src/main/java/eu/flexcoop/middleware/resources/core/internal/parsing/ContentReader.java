package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

import eu.flexcoop.middleware.extension.api.BundleFile;
import eu.flexcoop.middleware.extension.api.BundleFiles;
import eu.flexcoop.middleware.extension.api.FileRefusedException;

/**
 * Reads the files of one bundle: definitions, and a {@value #SETTINGS} in a folder that makes an API root of the definitions beside it.
 */
public final class ContentReader implements BundleFiles.Parsers<Content> {
    public static final String SETTINGS = "settings.json";

    /** What the settings of a folder say, or what is wrong with them. */
    private record Outcome(Optional<Content.Root> root, DefinitionPlace place, Optional<FileRefusedException> error) {}

    private final DefinitionReader definitions;
    private final LongFunction<Optional<String>> rootNames;

    /** @param rootNames what the bundle of that id calls a root whose settings have no prefix, where it says so */
    public ContentReader(DefinitionReader definitions, LongFunction<Optional<String>> rootNames) {
        this.definitions = definitions;
        this.rootNames = rootNames;
    }

    @Override
    public BundleFiles.Parser<Content> of(List<BundleFile> files) {
        Map<String, Outcome> folders = new HashMap<>();
        files.stream().filter(ContentReader::isSettings).forEach(file -> folders.put(folder(file), settings(file)));
        return file -> read(file, Optional.ofNullable(folders.get(folder(file))));
    }

    public static boolean isSettings(BundleFile file) {
        return file.fileName().equals(SETTINGS);
    }

    private static String folder(BundleFile file) {
        return file.path().substring(0, file.path().length() - file.fileName().length());
    }

    private Outcome settings(BundleFile file) {
        try (InputStream in = file.url().openStream()) {
            RootSettings settings = SettingsParser.parse(in);
            String address =
                    RootAddress.of(settings, rootNames.apply(file.bundleId()).orElse(file.bundle()));
            return new Outcome(
                    Optional.of(new Content.Root(address, settings.api())),
                    DefinitionPlace.of(address, settings),
                    Optional.empty());
        } catch (DefinitionException e) {
            return failed(DefinitionReader.refused(file, e));
        } catch (IOException e) {
            return failed(new FileRefusedException("it cannot be read: " + e.getMessage(), e));
        }
    }

    private static Outcome failed(FileRefusedException error) {
        return new Outcome(Optional.empty(), DefinitionPlace.PLATFORM, Optional.of(error));
    }

    private Optional<Content> read(BundleFile file, Optional<Outcome> settings)
            throws FileRefusedException, IOException {
        if (isSettings(file)) {
            Outcome outcome = settings.orElseThrow();
            if (outcome.error().isPresent()) {
                throw outcome.error().get();
            }
            return outcome.root().map(Content.class::cast);
        }
        if (settings.isPresent() && settings.get().root().isEmpty()) {
            throw new FileRefusedException("the settings beside it have an error");
        }
        DefinitionPlace place = settings.map(Outcome::place).orElse(DefinitionPlace.PLATFORM);
        return definitions.read(file, place).map(resource -> new Content.Resource(place.address(), resource));
    }
}
