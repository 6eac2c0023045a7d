package eu.flexcoop.middleware.resources.api;

import java.util.List;

import org.osgi.annotation.versioning.ProviderType;

/** The indexes of the resources whose documents the REST API stores itself. They are built in the background. Thread-safe. */
@ProviderType
public interface ResourceIndexes {
    /** Every index of every published resource, by resource; may ask the database for the progress of builds. */
    List<IndexStatus> list();
}
