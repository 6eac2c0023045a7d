package eu.flexcoop.middleware.extension.api;

import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.util.tracker.BundleTracker;
import org.osgi.util.tracker.BundleTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows active bundles whose manifest has a certain header and publishes the files that the header names. The header holds
 * paths inside the bundle, separated by commas; the last part of a path may have wildcards:
 *
 * <pre>{@code Flexcoop-Resources: OSGI-INF/resources/*.json}</pre>
 *
 * <p>Which file is used is described at {@link BundleFiles}. Bundles are read in the thread that starts them.
 *
 * @param <T> what a file is parsed to
 */
public final class HeaderTracker<T> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HeaderTracker.class);

    private final String header;
    private final BundleFiles<T> files;
    private final BundleTracker<Long> tracker;

    /** Tracks nothing before {@link #open}. */
    public HeaderTracker(BundleContext context, String header, BundleFiles<T> files) {
        this.header = header;
        this.files = files;
        this.tracker = new BundleTracker<>(context, Bundle.ACTIVE, new Customizer());
    }

    public HeaderTracker(
            BundleContext context,
            String header,
            String kind,
            BundleFiles.Parser<T> parser,
            BundleFiles.Names<T> names,
            BundleFiles.Listener<T> listener) {
        this(context, header, new BundleFiles<>(kind, parser, names, listener));
    }

    /** Reads the bundles that are active now and all that become active later. */
    public void open() {
        tracker.open();
    }

    /** Withdraws everything that was published. */
    @Override
    public void close() {
        tracker.close();
    }

    /** What the bundles brought. */
    public BundleFiles<T> files() {
        return files;
    }

    private final class Customizer implements BundleTrackerCustomizer<Long> {
        @Override
        public Long addingBundle(Bundle bundle, BundleEvent event) {
            String value = bundle.getHeaders("").get(header);
            if (value == null) {
                return null;
            }
            List<URL> entries = entries(bundle, value);
            if (entries.isEmpty()) {
                LOG.warn(
                        "Bundle {} ({}) has no file that matches {}: {}",
                        bundle.getSymbolicName(),
                        bundle.getBundleId(),
                        header,
                        value);
            }
            files.add(bundle.getSymbolicName(), bundle.getBundleId(), entries);
            return bundle.getBundleId();
        }

        @Override
        public void modifiedBundle(Bundle bundle, BundleEvent event, Long id) {
            // only active bundles are tracked, and their files do not change
        }

        @Override
        public void removedBundle(Bundle bundle, BundleEvent event, Long id) {
            files.remove(id);
        }
    }

    private static List<URL> entries(Bundle bundle, String value) {
        List<URL> entries = new ArrayList<>();
        for (String clause : value.split(",")) {
            String path = clause.strip();
            int slash = path.lastIndexOf('/');
            Enumeration<URL> found =
                    bundle.findEntries(slash < 0 ? "/" : path.substring(0, slash), path.substring(slash + 1), false);
            if (found != null) {
                entries.addAll(Collections.list(found));
            }
        }
        entries.sort(Comparator.comparing(URL::getPath));
        return entries;
    }
}
