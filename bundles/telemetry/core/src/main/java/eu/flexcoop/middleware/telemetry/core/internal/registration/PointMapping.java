package eu.flexcoop.middleware.telemetry.core.internal.registration;

import java.util.Optional;

import eu.flexcoop.middleware.telemetry.api.DataPoint;

/** Finds out which device and metric a data point stands for. Thread-safe. */
interface PointMapping {
    /**
     * Empty if the point is not of this mapping's kind.
     *
     * @throws PointRefusedException if it is, but cannot be stored
     */
    Optional<MappedPoint> map(DataPoint point) throws PointRefusedException;
}
