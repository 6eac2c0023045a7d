package eu.flexcoop.middleware.resources.api;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

/** Checks and installs definitions from files, and removes stored data, for operators of this node. Thread-safe. */
@ProviderType
public interface DefinitionInstaller {
    /**
     * What is wrong with a definition, or with those of a folder and the {@code settings.json} beside them: one sentence per file,
     * which names all of its errors; empty if nothing is. Nothing is changed.
     *
     * @throws IOException if a file cannot be read, or the folder has no definition
     */
    List<String> check(Path fileOrFolder) throws IOException;

    /**
     * Makes a config bundle of the files {@code *.json} of a folder and starts it. A bundle that was made of a folder of this name before
     * is updated, without a moment in which its resources are not published.
     *
     * @param root name of the API root if the folder has a {@code settings.json} without a prefix
     * @throws DefinitionsRefusedException if {@link #check} finds an error; nothing is installed then
     * @throws IOException if a file cannot be read, or the folder has no definition
     */
    Installed install(Path folder, Optional<String> root) throws IOException;

    /**
     * Where the documents of a resource are, also of one that is no longer published.
     *
     * @throws DefinitionsRefusedException if there is no such resource, or if a component owns the documents
     */
    StoredData data(String resource);

    /**
     * Removes all documents of a resource and their history for good. The definition stays as it is.
     *
     * @return number of removed documents
     * @throws DefinitionsRefusedException as {@link #data}
     */
    long drop(String resource);

    /**
     * A config bundle that was made of a folder.
     *
     * @param updated it was there before
     * @param resources what became of its definitions
     */
    record Installed(String bundle, long bundleId, boolean updated, List<ResourceStatus> resources) {
        public Installed {
            resources = List.copyOf(resources);
        }
    }

    /**
     * The documents of a resource.
     *
     * @param others other published resources that show the same collection
     */
    record StoredData(String collection, long documents, List<String> others) {
        public StoredData {
            others = List.copyOf(others);
        }
    }
}
