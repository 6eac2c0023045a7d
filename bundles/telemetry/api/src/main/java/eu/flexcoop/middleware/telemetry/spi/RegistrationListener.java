package eu.flexcoop.middleware.telemetry.spi;

import org.osgi.annotation.versioning.ConsumerType;

import eu.flexcoop.middleware.telemetry.api.RegisteredBox;

/**
 * A component that keeps something for each device behind a box. It is told of each registration of data points after it was stored
 * and before the box gets its answer, at least once: a registration that no listener was there for, or that one failed at, is told again
 * when a listener arrives. Registered as a service; must be thread-safe and idempotent.
 */
@ConsumerType
public interface RegistrationListener {
    /**
     * Registrations of one box may be told out of order, by several nodes at a time; the revision says which one is later.
     *
     * @throws eu.flexcoop.middleware.core.api.UnavailableException if it cannot keep the registration now: the box is then asked to
     *     register again. Any other exception is logged and does not hinder the box.
     */
    void registered(RegisteredBox box);
}
