package eu.flexcoop.middleware.routing.api;

import java.util.List;

import org.osgi.annotation.versioning.ProviderType;

/** The routes of all bundles of this node that offer some. Thread-safe; the answer is of this moment. */
@ProviderType
public interface RouteDirectory {
    /** Sorted by bundle and id; a bundle whose routes do not come up is one entry that says why. */
    List<RouteInfo> routes();
}
