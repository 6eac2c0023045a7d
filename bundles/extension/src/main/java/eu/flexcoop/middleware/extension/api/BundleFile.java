package eu.flexcoop.middleware.extension.api;

import java.net.URL;
import java.util.Objects;

/**
 * One file inside a bundle.
 *
 * @param bundle symbolic name of the bundle
 * @param bundleId lower ids are older
 * @param path inside the bundle, without a slash at the start
 * @param url where to read it
 */
public record BundleFile(String bundle, long bundleId, String path, URL url) {
    public BundleFile {
        Objects.requireNonNull(bundle, "bundle");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(url, "url");
    }

    /** The same path in the same bundle. A {@link URL} must not be compared, since that asks the name server for its host. */
    @Override
    public boolean equals(Object other) {
        return other instanceof BundleFile file && file.bundleId == bundleId && file.path.equals(path);
    }

    @Override
    public int hashCode() {
        return Objects.hash(bundleId, path);
    }

    /** The last part of the path, without the folders. */
    public String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
