package eu.flexcoop.middleware.resources.core.internal;

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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches for started bundles whose manifest names definition files. */
final class ResourceExtender extends BundleTracker<Long> {
    static final String HEADER = "Flexcoop-Resources";

    private static final Logger LOG = LoggerFactory.getLogger(ResourceExtender.class);

    private final PublishedResources resources;

    ResourceExtender(BundleContext context, PublishedResources resources) {
        super(context, Bundle.ACTIVE, null);
        this.resources = resources;
    }

    @Override
    public Long addingBundle(Bundle bundle, BundleEvent event) {
        String header = bundle.getHeaders("").get(HEADER);
        if (header == null) {
            return null;
        }
        List<URL> entries = entries(bundle, header);
        if (entries.isEmpty()) {
            LOG.warn(
                    "Bundle {} ({}) has no file that {}: {} means, nothing is published",
                    bundle.getSymbolicName(),
                    bundle.getBundleId(),
                    HEADER,
                    header);
        }
        resources.add(bundle.getSymbolicName(), bundle.getBundleId(), entries);
        return bundle.getBundleId();
    }

    /** Wildcards stand in the last part of a path only. */
    private static List<URL> entries(Bundle bundle, String header) {
        List<URL> entries = new ArrayList<>();
        for (String clause : header.split(",")) {
            String path = clause.trim();
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

    @Override
    public void removedBundle(Bundle bundle, BundleEvent event, Long id) {
        resources.remove(id);
    }
}
