package eu.flexcoop.middleware.extension.api;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Tells a listener how what is published differs from what was published before. */
final class PublishedChanges<T> {
    private final BundleFiles.Names<T> names;
    private final BundleFiles.Listener<T> listener;

    PublishedChanges(BundleFiles.Names<T> names, BundleFiles.Listener<T> listener) {
        this.names = names;
        this.listener = listener;
    }

    void tell(List<FileStatus<T>> before, List<FileStatus<T>> after) {
        // a file may have another value under the same path after an update, so values are compared by identity
        Set<T> old = values(before);
        Set<T> now = values(after);
        Map<String, FileStatus<T>> arrived = new LinkedHashMap<>();
        inUse(after)
                .filter(status -> !old.contains(status.value().orElseThrow()))
                .forEach(status -> arrived.put(first(status), status));
        inUse(before)
                .filter(status -> !now.contains(status.value().orElseThrow()))
                .forEach(status -> {
                    FileStatus<T> successor = arrived.remove(first(status));
                    if (successor == null) {
                        listener.withdrawn(status);
                    } else {
                        listener.replaced(status, successor);
                    }
                });
        arrived.values().forEach(listener::published);
    }

    private String first(FileStatus<T> status) {
        return names.of(status.value().orElseThrow()).iterator().next();
    }

    private static <T> Stream<FileStatus<T>> inUse(List<FileStatus<T>> of) {
        return of.stream().filter(status -> status.state() == FileStatus.State.PUBLISHED);
    }

    private static <T> Set<T> values(List<FileStatus<T>> of) {
        Set<T> values = Collections.newSetFromMap(new IdentityHashMap<>());
        inUse(of).forEach(status -> values.add(status.value().orElseThrow()));
        return values;
    }
}
