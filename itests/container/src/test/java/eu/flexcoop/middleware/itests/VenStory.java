package eu.flexcoop.middleware.itests;

import java.util.List;

/** A sequence of messages between a VEN and the VTN; the middleware is killed and started again after each part. */
interface VenStory {
    /** In their order; each goes on from the one before. */
    List<Part> parts();

    /** Some messages and what must come of them. */
    @FunctionalInterface
    interface Part {
        void play() throws Exception;
    }

    default String title() {
        return getClass().getSimpleName();
    }
}
