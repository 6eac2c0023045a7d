package eu.flexcoop.middleware.security.api;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Who did what, for the auditor: kept apart from the log, one JSON object a line. Thread-safe; never waits for the disk and never throws.
 * Of one client it takes a limited number of events in a time and says how many it left out, and so it does when events come faster than
 * they can be written.
 */
@ProviderType
public interface AuditLog {
    /** Writes one line in the background. */
    void record(AuditEvent event);
}
