package eu.flexcoop.middleware.extension.api;

import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The values that files of bundles stand for, each under one name or several. A bundle is published as a whole: if one of its
 * files has an error, none is used. A name belongs to the oldest bundle (lowest id) that has it; the values of younger bundles
 * are shadowed and take over when the older bundle leaves. A bundle that is added again replaces what it brought before, without a
 * moment in which neither is published.
 *
 * <p>{@link HeaderTracker} feeds it in a container. Thread-safe; readers see one immutable snapshot.
 *
 * @param <T> what a file is parsed to
 */
public final class BundleFiles<T> {
    private static final Logger LOG = LoggerFactory.getLogger(BundleFiles.class);

    /** Turns a file into a value. */
    @FunctionalInterface
    public interface Parser<T> {
        /**
         * @return empty if the file does not count
         * @throws FileRefusedException with a message for the author of the file
         */
        Optional<T> parse(BundleFile file) throws FileRefusedException, IOException;
    }

    /** Makes the parser for the files of one bundle, which may look at all of them first. Called once per bundle. */
    @FunctionalInterface
    public interface Parsers<T> {
        Parser<T> of(List<BundleFile> files);
    }

    /** The names that a value claims. */
    @FunctionalInterface
    public interface Names<T> {
        /** Names that no other file may have, at least one; the first is shown in the log. */
        Collection<String> of(T value);

        /** Names that other files of the same bundle may have as well, and no other bundle. */
        default Collection<String> ofBundle(T value) {
            return List.of();
        }
    }

    /** Receives every change of what is published, in order, under the lock of the registry. */
    public interface Listener<T> {
        /** The value is in use from now on: it is new, or it was shadowed and takes over. */
        void published(FileStatus<T> status);

        /** The value is no longer in use. A successor is published after this. */
        void withdrawn(FileStatus<T> status);

        /** A value takes the place of another one under the same first name. Nothing comes between. */
        default void replaced(FileStatus<T> before, FileStatus<T> now) {
            withdrawn(before);
            published(now);
        }
    }

    private record Parsed<T>(BundleFile file, Optional<T> value, Optional<String> problem) {}

    /**
     * The files of one bundle.
     *
     * @param kept of an earlier version that are in use instead, because the present ones have an error
     */
    private record Loaded<T>(List<Parsed<T>> files, List<Parsed<T>> kept) {
        Optional<String> faulty() {
            return files.stream()
                    .filter(file -> file.problem().isPresent())
                    .map(file -> file.file().path())
                    .findFirst();
        }

        List<Parsed<T>> good() {
            return faulty().isEmpty() ? files : kept;
        }
    }

    private record Snapshot<T>(List<FileStatus<T>> all, Map<String, FileStatus<T>> published) {}

    private final String kind;
    private final Parsers<T> parsers;
    private final Names<T> names;
    private final Listener<T> listener;
    private final Map<Long, Loaded<T>> bundles = new TreeMap<>();
    private Optional<LastGoodFiles> lastGood = Optional.empty();
    private volatile Snapshot<T> snapshot = new Snapshot<>(List.of(), Map.of());

    /** @param kind what the values are called in the log, such as {@code Resource definition} */
    public BundleFiles(String kind, Parser<T> parser, Names<T> names, Listener<T> listener) {
        this(kind, names, listener, files -> parser);
    }

    /** For files whose meaning depends on other files of their bundle. */
    public static <T> BundleFiles<T> perBundle(String kind, Parsers<T> parsers, Names<T> names, Listener<T> listener) {
        return new BundleFiles<>(kind, names, listener, parsers);
    }

    private BundleFiles(String kind, Names<T> names, Listener<T> listener, Parsers<T> parsers) {
        this.kind = kind;
        this.parsers = parsers;
        this.names = names;
        this.listener = listener;
    }

    /** Publishes the files of a bundle together, or none of them. Returns when the listener was called. */
    public void add(String bundle, long bundleId, List<URL> urls) {
        // outside the lock: parsing may take long and must not delay other bundles
        List<BundleFile> files = urls.stream()
                .map(url -> new BundleFile(bundle, bundleId, url.getPath().replaceFirst("^/", ""), url))
                .toList();
        List<Parsed<T>> parsed = parse(files);
        synchronized (this) {
            put(bundle, bundleId, parsed, files);
        }
    }

    /** Shows a bundle whose header names no file as refused. */
    void refuse(BundleFile header, String problem) {
        Parsed<T> refused = new Parsed<>(header, Optional.empty(), Optional.of(problem));
        synchronized (this) {
            put(header.bundle(), header.bundleId(), List.of(refused), List.of());
        }
    }

    /** Lets the files of a bundle whose update has an error stay in use as they were before. Call it before the first file is added. */
    public synchronized void keepLastGood(LastGoodFiles copies) {
        lastGood = Optional.of(copies);
    }

    private void put(String bundle, long bundleId, List<Parsed<T>> parsed, List<BundleFile> files) {
        Loaded<T> now = new Loaded<>(parsed, List.of());
        if (lastGood.isPresent() && now.faulty().isPresent()) {
            Loaded<T> before = bundles.get(bundleId);
            now = new Loaded<>(parsed, before == null ? reloaded(bundle, bundleId) : before.good());
        } else if (lastGood.isPresent()) {
            lastGood.get().save(bundleId, files);
        }
        bundles.put(bundleId, now);
        settle();
        log(bundle, bundleId);
    }

    private List<Parsed<T>> reloaded(String bundle, long bundleId) {
        List<Parsed<T>> parsed = parse(lastGood.orElseThrow().load(bundle, bundleId));
        // what was good for an earlier version of the middleware may have an error now
        return new Loaded<>(parsed, List.of()).faulty().isEmpty() ? parsed : List.of();
    }

    private List<Parsed<T>> parse(List<BundleFile> files) {
        List<Parsed<T>> parsed = new ArrayList<>();
        Map<String, String> paths = new HashMap<>();
        Parser<T> parser = parsers.of(files);
        for (BundleFile file : files) {
            parse(parser, file, paths).ifPresent(parsed::add);
        }
        return parsed;
    }

    private Optional<Parsed<T>> parse(Parser<T> parser, BundleFile file, Map<String, String> paths) {
        try {
            Optional<T> value = parser.parse(file);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            for (String name : names.of(value.get())) {
                String other = paths.putIfAbsent(name, file.path());
                if (other != null) {
                    return refused(file, "%s is already taken by %s".formatted(name, other));
                }
            }
            return Optional.of(new Parsed<>(file, value, Optional.empty()));
        } catch (FileRefusedException e) {
            return refused(file, e.getMessage());
        } catch (IOException e) {
            return refused(file, "it cannot be read: " + e.getMessage());
        }
    }

    private static <T> Optional<Parsed<T>> refused(BundleFile file, String problem) {
        return Optional.of(new Parsed<>(file, Optional.empty(), Optional.of(problem)));
    }

    /** Withdraws what a bundle published; nothing happens if the bundle is unknown. */
    public synchronized void remove(long bundleId) {
        if (bundles.remove(bundleId) != null) {
            settle();
        }
    }

    private void settle() {
        Map<String, FileStatus<T>> published = new HashMap<>();
        List<FileStatus<T>> all = new ArrayList<>();
        for (Loaded<T> bundle : bundles.values()) {
            bundle.good().forEach(file -> all.add(status(file, published)));
            Optional<String> faulty = bundle.faulty();
            if (faulty.isPresent()) {
                bundle.files()
                        .forEach(file -> all.add(
                                refused(file, faulty.get(), !bundle.kept().isEmpty())));
            }
        }
        Snapshot<T> before = snapshot;
        snapshot = new Snapshot<>(List.copyOf(all), Map.copyOf(published));
        new PublishedChanges<>(names, listener).tell(before.all(), snapshot.all());
    }

    private static <T> FileStatus<T> refused(Parsed<T> file, String faulty, boolean replaced) {
        String reason = file.problem().orElse("file %s of the same bundle has an error".formatted(faulty))
                + (replaced ? "; the version before stays in use" : "");
        Optional<T> value = file.problem().isPresent() ? Optional.empty() : file.value();
        return new FileStatus<>(file.file(), FileStatus.State.REFUSED, value, Optional.of(reason));
    }

    private FileStatus<T> status(Parsed<T> file, Map<String, FileStatus<T>> published) {
        Set<String> wanted = new LinkedHashSet<>(names.ofBundle(file.value().orElseThrow()));
        wanted.addAll(names.of(file.value().orElseThrow()));
        for (String name : wanted) {
            FileStatus<T> holder = published.get(name);
            // names within a bundle are compared when it is read
            if (holder != null && holder.file().bundleId() != file.file().bundleId()) {
                String reason = "%s belongs to the older bundle %s (%d)"
                        .formatted(name, holder.file().bundle(), holder.file().bundleId());
                return new FileStatus<>(file.file(), FileStatus.State.SHADOWED, file.value(), Optional.of(reason));
            }
        }
        FileStatus<T> status =
                new FileStatus<>(file.file(), FileStatus.State.PUBLISHED, file.value(), Optional.empty());
        wanted.forEach(name -> published.put(name, status));
        return status;
    }

    private void log(String bundle, long bundleId) {
        for (FileStatus<T> status : snapshot.all()) {
            if (status.file().bundleId() == bundleId) {
                if (status.reason().isPresent()) {
                    LOG.warn("{}", describe(status));
                } else {
                    LOG.info("{}", describe(status));
                }
            }
        }
    }

    /** One sentence for log and shell, such as {@code Module x.json of bundle acme (57) is shadowed: …}. */
    public String describe(FileStatus<T> status) {
        return "%s %s of bundle %s (%d) is %s%s"
                .formatted(
                        kind,
                        status.file().path(),
                        status.file().bundle(),
                        status.file().bundleId(),
                        status.state().name().toLowerCase(Locale.ROOT),
                        status.reason().map(reason -> ": " + reason).orElse(""));
    }

    /** Every file of every bundle, older bundles first. */
    public List<FileStatus<T>> all() {
        return snapshot.all();
    }

    /** What is published under the name. */
    public Optional<T> find(String name) {
        return Optional.ofNullable(snapshot.published().get(name)).flatMap(FileStatus::value);
    }

    /** What is published, older bundles first. */
    public List<T> published() {
        return snapshot.all().stream()
                .filter(status -> status.state() == FileStatus.State.PUBLISHED)
                .map(status -> status.value().orElseThrow())
                .toList();
    }
}
