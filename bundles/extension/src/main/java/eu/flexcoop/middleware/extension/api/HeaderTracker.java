package eu.flexcoop.middleware.extension.api;

import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.util.tracker.BundleTracker;
import org.osgi.util.tracker.BundleTrackerCustomizer;

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
    private final String header;
    private final BundleFiles<T> files;
    private final BundleTracker<Boolean> tracker;
    private final BundleContext context;
    private final Optional<Pause> pause;
    private volatile boolean closing;

    /** Tracks nothing before {@link #open}. */
    public HeaderTracker(BundleContext context, String header, BundleFiles<T> files) {
        this(context, header, files, Duration.ZERO);
    }

    /**
     * @param pause how long a bundle may be stopped until its files are withdrawn, so that an update does not interrupt their use. A
     *     bundle that is uninstalled, or stopped for good, is withdrawn at once
     */
    public HeaderTracker(BundleContext context, String header, BundleFiles<T> files, Duration pause) {
        this.context = context;
        this.pause = pause.isZero() ? Optional.empty() : Optional.of(new Pause(pause, files::remove));
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
        pause.ifPresent(context::addBundleListener);
        tracker.open();
    }

    /** Withdraws everything that was published. */
    @Override
    public void close() {
        closing = true;
        pause.ifPresent(each -> {
            context.removeBundleListener(each);
            each.close();
        });
        tracker.close();
    }

    /** What the bundles brought. */
    public BundleFiles<T> files() {
        return files;
    }

    private final class Customizer implements BundleTrackerCustomizer<Boolean> {
        /** @return whether the bundle is to be started again with the framework; null if it is not tracked */
        @Override
        public Boolean addingBundle(Bundle bundle, BundleEvent event) {
            String value = bundle.getHeaders("").get(header);
            if (value == null) {
                return null;
            }
            pause.ifPresent(each -> each.end(bundle.getBundleId()));
            List<URL> entries = entries(bundle, value);
            if (entries.isEmpty()) {
                files.refuse(
                        new BundleFile(bundle.getSymbolicName(), bundle.getBundleId(), value, bundle.getEntry("/")),
                        "no file of the bundle matches the header %s: %s".formatted(header, value));
            } else {
                files.add(bundle.getSymbolicName(), bundle.getBundleId(), entries);
            }
            return isLasting(bundle);
        }

        @Override
        public void modifiedBundle(Bundle bundle, BundleEvent event, Boolean lasting) {
            // only active bundles are tracked, and their files do not change
        }

        @Override
        public void removedBundle(Bundle bundle, BundleEvent event, Boolean lasting) {
            boolean forGood = lasting && !isLasting(bundle);
            if (pause.isPresent() && !closing && !forGood) {
                pause.get().begin(bundle.getBundleId());
            } else {
                files.remove(bundle.getBundleId());
            }
        }
    }

    private static boolean isLasting(Bundle bundle) {
        BundleStartLevel level = bundle.adapt(BundleStartLevel.class);
        return level != null && level.isPersistentlyStarted();
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
