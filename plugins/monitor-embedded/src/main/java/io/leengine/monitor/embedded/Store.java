package io.leengine.monitor.embedded;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.monitor.RangeQuery;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All hours. An hour has a log {@code <hour>.log} while it takes samples, a block {@code <hour>-<n>.block} once it is
 * over, or both when samples came late. A point that is in both, because of a crash in between, counts once.
 */
final class Store implements AutoCloseable {
    static final long HOUR_MILLIS = 3_600_000;
    private static final Logger LOG = System.getLogger(Store.class.getName());
    private static final Pattern FILE = Pattern.compile("(-?\\d{1,12})(?:-(\\d{1,9})\\.block|\\.log)");
    private static final long LATE_MILLIS = 300_000;
    private static final long IDLE_MILLIS = 60_000;
    private static final int MOST_RETRIES = 5;

    private final Path folder;
    private final long slotMillis;
    private final FolderLock folderLock;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean ended;
    private final TreeMap<Long, Hour> open = new TreeMap<>();
    private final TreeMap<Long, Block> blocks = new TreeMap<>();
    private volatile String damage = "";

    /** Opens a folder and holds it against every other opener. */
    Store(Path folder, long slotMillis) throws IOException {
        this.folder = folder;
        this.slotMillis = slotMillis;
        Files.createDirectories(folder);
        this.folderLock = FolderLock.take(folder);
        boolean loaded = false;
        try {
            load();
            loaded = true;
        } finally {
            if (!loaded) {
                close();
            }
        }
    }

    private void load() throws IOException {
        Map<Long, Integer> newest = new HashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                Matcher matcher = FILE.matcher(name);
                if (name.endsWith(".block.tmp")) {
                    Files.delete(file);
                } else if (matcher.matches() && matcher.group(2) == null) {
                    Hour hour = new Hour(slotMillis);
                    hour.openLog(file, true);
                    open.put(Long.parseLong(matcher.group(1)), hour);
                } else if (matcher.matches()) {
                    newest.merge(Long.parseLong(matcher.group(1)), Integer.parseInt(matcher.group(2)), Math::max);
                }
            }
        }
        for (Map.Entry<Long, Integer> one : newest.entrySet()) {
            blocks.put(one.getKey(), new Block(blockFile(one.getKey(), one.getValue())));
            // The one before it is whole in it.
            Files.deleteIfExists(blockFile(one.getKey(), one.getValue() - 1));
        }
    }

    private Path blockFile(long hour, int number) {
        return folder.resolve(hour + "-" + number + ".block");
    }

    private static int number(Block block) {
        Matcher matcher = FILE.matcher(block.file().getFileName().toString());
        return matcher.matches() ? Integer.parseInt(matcher.group(2)) : 0;
    }

    /** Returns what was found damaged, or nothing. */
    String damage() {
        return damage;
    }

    /** Takes samples into memory; returns how many there was no room for. */
    int put(List<HourLog.Line> lines, long nowMillis) throws InterruptedException {
        int dropped = 0;
        lock.lockInterruptibly();
        try {
            if (ended) {
                throw new EngineException(ErrorCode.UNAVAILABLE, "The monitor is closed.");
            }
            for (HourLog.Line line : lines) {
                Hour hour = open.computeIfAbsent(Math.floorDiv(line.time(), HOUR_MILLIS), at -> new Hour(slotMillis));
                dropped += hour.put(line.series(), line.time(), line.value(), nowMillis) ? 0 : 1;
            }
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the points of all series that match, not before a time and before another. */
    Map<SeriesKey, Points> read(RangeQuery query, long from, long to) throws InterruptedException, IOException {
        Predicate<SeriesKey> wanted = key -> key.matches(query.metric(), query.labels());
        for (int left = MOST_RETRIES; true; left--) {
            try {
                return read(wanted, from, to);
            } catch (FileNotFoundException e) {
                // A block was replaced or ran out since it was looked up.
                if (left == 0) {
                    throw e;
                }
            }
        }
    }

    private Map<SeriesKey, Points> read(Predicate<SeriesKey> wanted, long from, long to)
            throws InterruptedException, IOException {
        long first = Math.floorDiv(from, HOUR_MILLIS);
        long last = Math.floorDiv(to, HOUR_MILLIS);
        List<Map.Entry<SeriesKey, Points>> latest = new ArrayList<>();
        List<Block> written;
        // What is in memory first: it may become a block meanwhile, and is then found twice, not never.
        lock.lockInterruptibly();
        try {
            open.subMap(first, true, last, true).values().forEach(hour -> hour.series().forEach((key, points) -> {
                if (wanted.test(key)) {
                    latest.add(Map.entry(key, points.copy()));
                }
            }));
            written = List.copyOf(blocks.subMap(first, true, last, true).values());
        } finally {
            lock.unlock();
        }
        Map<SeriesKey, Points> found = new HashMap<>();
        for (Block block : written) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            readable(block, wanted).forEach((key, points) -> add(found, key, points, from));
        }
        latest.forEach(one -> add(found, one.getKey(), one.getValue(), from));
        return found;
    }

    private void add(Map<SeriesKey, Points> found, SeriesKey key, Points points, long from) {
        Points all = found.computeIfAbsent(key, one -> new Points(slotMillis));
        for (int i = 0; i < points.size(); i++) {
            if (points.time(i) >= from) {
                all.put(points.time(i), points.value(i));
            }
        }
    }

    /** One damaged hour must not take the others with it. */
    private Map<SeriesKey, Points> readable(Block block, Predicate<SeriesKey> wanted) throws FileNotFoundException {
        try {
            return block.read(wanted, slotMillis);
        } catch (FileNotFoundException e) {
            throw e;
        } catch (IOException e) {
            LOG.log(Level.ERROR, "monitor block left out", e);
            damage = "An hour is left out: " + e.getMessage();
            return Map.of();
        }
    }

    /** Takes no more samples: what it has taken is there for the last flush. */
    void end() {
        lock.lock();
        try {
            ended = true;
        } finally {
            lock.unlock();
        }
    }

    /** Brings what is pending to the disk. Called by one thread at a time. */
    void flush() throws IOException {
        List<Long> hours;
        lock.lock();
        try {
            hours = open.entrySet().stream().filter(one -> one.getValue().hasPending()).map(Map.Entry::getKey).toList();
        } finally {
            lock.unlock();
        }
        for (long at : hours) {
            flushHour(at);
        }
    }

    private void flushHour(long at) throws IOException {
        Hour hour;
        List<HourLog.Line> lines;
        lock.lock();
        try {
            hour = open.get(at);
            lines = hour.takePending();
        } finally {
            lock.unlock();
        }
        boolean done = false;
        try {
            hour.openLog(folder.resolve(at + ".log"), false);
            if (!lines.isEmpty()) {
                hour.log().append(lines);
            }
            done = true;
        } finally {
            if (!done) {
                lock.lock();
                try {
                    hour.putBack(lines);
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    /** Makes blocks of hours that are over and quiet. Called by the thread that flushes. */
    void seal(long nowMillis) throws IOException {
        List<Long> over = new ArrayList<>();
        lock.lock();
        try {
            open.headMap(Math.floorDiv(nowMillis - LATE_MILLIS, HOUR_MILLIS)).forEach((at, hour) -> {
                if (hour.lastMillis() < nowMillis - IDLE_MILLIS && !hour.hasPending()) {
                    over.add(at);
                }
            });
        } finally {
            lock.unlock();
        }
        for (long at : over) {
            sealHour(at);
        }
    }

    private void sealHour(long at) throws IOException {
        Map<SeriesKey, Points> points = new HashMap<>();
        Hour hour;
        Block old;
        long version;
        lock.lock();
        try {
            hour = open.get(at);
            version = hour.version();
            old = blocks.get(at);
            hour.series().forEach((key, some) -> points.put(key, some.copy()));
        } finally {
            lock.unlock();
        }
        if (old != null) {
            readable(old, key -> true).forEach((key, some) -> {
                some.putAll(points.getOrDefault(key, new Points(slotMillis)));
                points.put(key, some);
            });
        }
        Block block = Block.write(blockFile(at, old == null ? 1 : number(old) + 1), points);
        boolean quiet;
        lock.lock();
        try {
            blocks.put(at, block);
            quiet = hour.version() == version;
            if (quiet) {
                open.remove(at);
            }
        } finally {
            lock.unlock();
        }
        if (quiet && hour.log() != null) {
            hour.log().delete();
        }
        if (old != null) {
            Files.deleteIfExists(old.file());
        }
    }

    /** Removes hours that ended before a time. Called by the thread that flushes. */
    void expire(long beforeMillis) throws IOException {
        long first = Math.floorDiv(beforeMillis, HOUR_MILLIS);
        List<Hour> hours;
        List<Block> written;
        lock.lock();
        try {
            hours = List.copyOf(open.headMap(first).values());
            written = List.copyOf(blocks.headMap(first).values());
            open.headMap(first).clear();
            blocks.headMap(first).clear();
        } finally {
            lock.unlock();
        }
        for (Hour hour : hours) {
            if (hour.log() != null) {
                hour.log().delete();
            }
        }
        for (Block block : written) {
            Files.deleteIfExists(block.file());
        }
    }

    /** Lets the files and the folder go. What is not flushed is lost. */
    @Override
    public void close() throws IOException {
        try {
            for (Hour hour : open.values()) {
                if (hour.log() != null) {
                    hour.log().close();
                }
            }
        } finally {
            folderLock.close();
        }
    }
}
