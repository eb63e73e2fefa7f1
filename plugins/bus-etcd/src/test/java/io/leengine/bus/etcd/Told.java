package io.leengine.bus.etcd;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.spi.Watch;
import io.leengine.spi.bus.BusEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** What a consumer of a watch knows: replaced by each list, moved by each change. */
final class Told {
    final Map<String, String> entries = new TreeMap<>();
    /** How often each key was said to be set, since the last list. */
    final Map<String, Integer> puts = new HashMap<>();
    int lists;
    long revision = -1;

    private void take(BusEvent event) {
        switch (event) {
            case BusEvent.Listed listed -> {
                entries.clear();
                puts.clear();
                listed.listing().entries().forEach(entry -> entries.put(entry.key(), text(entry.value())));
                assertTrue(listed.listing().revision() >= revision, "a list is never older");
                revision = listed.listing().revision();
                lists++;
            }
            case BusEvent.Put put -> {
                entries.put(put.entry().key(), text(put.entry().value()));
                puts.merge(put.entry().key(), 1, Integer::sum);
                advance(put.entry().modified());
            }
            case BusEvent.Deleted deleted -> {
                entries.remove(deleted.key());
                advance(deleted.revision());
            }
        }
    }

    private void advance(long to) {
        // Those of one lease go at once.
        assertTrue(to >= revision, "revision " + to + " after " + revision);
        revision = to;
    }

    static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }

    /** Takes events until a key has a value. */
    Told until(Watch<BusEvent> watch, String key, String value) throws InterruptedException {
        while (!value.equals(entries.get(key))) {
            take(watch.next(Duration.ofSeconds(60)).orElseThrow(() -> new AssertionError("No event came; known: " + entries)));
        }
        return this;
    }

    /** Takes events until a key is gone. */
    Told untilGone(Watch<BusEvent> watch, String key) throws InterruptedException {
        while (entries.containsKey(key)) {
            take(watch.next(Duration.ofSeconds(60)).orElseThrow(() -> new AssertionError("No event came; known: " + entries)));
        }
        return this;
    }

    /** Takes the first. */
    Told first(Watch<BusEvent> watch) throws InterruptedException {
        take(watch.next(Duration.ofSeconds(60)).orElseThrow(() -> new AssertionError("No event came.")));
        return this;
    }
}
