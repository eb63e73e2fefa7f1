package io.leengine.network.local;

import io.leengine.model.EngineException;
import io.leengine.spi.network.AddressRange;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * All ranges of a network, kept as one entry of the bus: so one compare-and-set sees to it that no two overlap, whoever
 * states them. A line a range; behind a bar, what it is about to become.
 */
record RangeTable(long revision, SortedMap<String, Row> rows) {
    private static final int FIELDS = 6;
    private static final String GOING = "-";

    /**
     * A range.
     *
     * @param span what it is
     * @param becoming what it is about to be: from now on only what this gives too may be given
     * @param going whether it is about to be removed: nothing may be given
     */
    record Row(Span span, Optional<Span> becoming, boolean going) {
        static Row of(Span span) {
            return new Row(span, Optional.empty(), false);
        }

        boolean gives(Address address) {
            return !going && span.gives(address) && becoming.map(next -> next.gives(address)).orElse(true);
        }
    }

    /** Returns a range, also one that is about to be removed. */
    Row known(String range) {
        Row row = rows.get(range);
        if (row == null) {
            throw EngineException.notFound("address range", range);
        }
        return row;
    }

    /** Refuses a range that overlaps what another is or is about to be. */
    void checkOverlap(Span span) {
        rows.forEach((name, row) -> {
            boolean other = !name.equals(span.range().name());
            if (other && (row.span().overlaps(span) || row.becoming().map(span::overlaps).orElse(false))) {
                throw EngineException.invalid("first", "The range '" + span.range().name() + "' overlaps '" + name
                    + "'.");
            }
        });
    }

    RangeTable with(String name, Row row) {
        SortedMap<String, Row> changed = new TreeMap<>(rows);
        changed.put(name, row);
        return new RangeTable(revision, changed);
    }

    RangeTable without(String name) {
        SortedMap<String, Row> changed = new TreeMap<>(rows);
        changed.remove(name);
        return new RangeTable(revision, changed);
    }

    byte[] bytes() {
        StringBuilder text = new StringBuilder();
        for (Row row : rows.values()) {
            text.append(write(row.span().range()));
            row.becoming().ifPresent(next -> text.append('|').append(write(next.range())));
            text.append(row.going() ? "|" + GOING : "").append('\n');
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    static RangeTable read(long revision, byte[] bytes) {
        SortedMap<String, Row> rows = new TreeMap<>();
        new String(bytes, StandardCharsets.US_ASCII).lines().forEach(line -> {
            String[] parts = line.split("\\|", -1);
            boolean going = parts.length > 1 && parts[1].equals(GOING);
            Optional<Span> next = parts.length > 1 && !going ? Optional.of(read(parts[1])) : Optional.empty();
            Span span = read(parts[0]);
            rows.put(span.range().name(), new Row(span, next, going));
        });
        return new RangeTable(revision, rows);
    }

    private static String write(AddressRange range) {
        StringJoiner text = new StringJoiner(" ");
        text.add(range.name()).add(range.first()).add(range.last()).add(Integer.toString(range.prefixLength()));
        return text.add(Integer.toString(range.vlan())).add(range.gateway()).toString();
    }

    private static Span read(String text) {
        String[] fields = text.split(" ", FIELDS);
        return new Span(new AddressRange(fields[0], fields[1], fields[2], Integer.parseInt(fields[3]), fields[5],
            Integer.parseInt(fields[4])));
    }
}
