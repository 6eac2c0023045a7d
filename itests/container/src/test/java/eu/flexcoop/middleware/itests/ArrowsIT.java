package eu.flexcoop.middleware.itests;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;

import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

/** Reads the wiring of the running container: who really uses whose packages. The rule is docs/adr/0003. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ArrowsIT {
    private static final String OURS = "eu.flexcoop.middleware.";
    private static final Map<String, Integer> LAYERS = Map.ofEntries(
            Map.entry("configuration", 0),
            Map.entry("core", 0),
            Map.entry("hadoop.client", 0),
            Map.entry("servers", 0),
            Map.entry("extension", 1),
            Map.entry("mongo", 1),
            Map.entry("amqp", 1),
            Map.entry("hadoop.runtime", 1),
            Map.entry("http.api", 1),
            Map.entry("series.api", 1),
            Map.entry("security.api", 1),
            Map.entry("telemetry.api", 2),
            Map.entry("openadr.api", 2),
            Map.entry("resources.api", 2),
            Map.entry("tasks.api", 2),
            Map.entry("routing.api", 2),
            Map.entry("der.api", 2),
            Map.entry("imports.api", 2),
            Map.entry("analytics.api", 3));
    private static final int WORKERS = 4;
    /** The VTN speaks through the codec. */
    private static final Set<String> EXCEPTIONS = Set.of("openadr.vtn openadr.codec");

    @Inject
    private BundleContext bundles;

    /** No server is needed to resolve bundles, so none is started: the addresses lead nowhere. */
    @Configuration
    public Option[] distribution() {
        return Distribution.onFreePorts(
                        "arrows",
                        Map.of(
                                "FLEXCOOP_MONGODB_URI", "mongodb://127.0.0.1:9/flexcoop",
                                "FLEXCOOP_HBASE_QUORUM", "127.0.0.1:9",
                                "FLEXCOOP_AMQP_URI", "amqp://nobody:nothing@127.0.0.1:9/%2f"))
                .options();
    }

    @Test
    public void everyBundleUsesLowerLayersOnly() {
        List<String> wrong = new ArrayList<>();
        int seen = 0;
        for (Bundle bundle : bundles.getBundles()) {
            if (!isOurs(bundle)) {
                continue;
            }
            seen++;
            for (BundleWire wire :
                    bundle.adapt(BundleWiring.class).getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE)) {
                Bundle provider = wire.getProvider().getBundle();
                if (isOurs(provider) && !isAllowed(name(bundle), name(provider))) {
                    wrong.add(name(bundle) + " uses " + name(provider) + ": "
                            + wire.getCapability().getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE));
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue("only " + seen + " of our bundles are there", seen > 25);
    }

    @Test
    public void everyBundleOfOursBecomesActive() {
        assertEquals(List.of(), inactive());
    }

    /** The tests begin while the container still starts its bundles. */
    @Before
    public void awaitStart() throws InterruptedException {
        BlockingQueue<BundleEvent> events = new LinkedBlockingQueue<>();
        BundleListener listener = events::add;
        bundles.addBundleListener(listener);
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!inactive().isEmpty() && events.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS) != null) {
                // another event may have been the start of the last bundle
            }
        } finally {
            bundles.removeBundleListener(listener);
        }
    }

    private List<String> inactive() {
        List<String> down = new ArrayList<>();
        for (Bundle bundle : bundles.getBundles()) {
            if (isOurs(bundle) && bundle.getState() != Bundle.ACTIVE) {
                down.add(bundle.getSymbolicName() + " is in state " + bundle.getState());
            }
        }
        return down;
    }

    private static boolean isAllowed(String user, String provider) {
        return LAYERS.getOrDefault(provider, WORKERS) < LAYERS.getOrDefault(user, WORKERS)
                || EXCEPTIONS.contains(user + " " + provider);
    }

    private static boolean isOurs(Bundle bundle) {
        return bundle.getSymbolicName() != null && bundle.getSymbolicName().startsWith(OURS);
    }

    private static String name(Bundle bundle) {
        return bundle.getSymbolicName().substring(OURS.length());
    }
}
