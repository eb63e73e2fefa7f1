package io.leengine.registry.ceph;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.registry.ceph.Contents.Content;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * How a value is written down: lines of a key and a value, and after an empty line, bytes. A person can read it with the
 * tools of Ceph. Each carries something random, since {@link Names} wants values that were never written before.
 */
final class Fields {
    private static final String FORMAT = "leengine-registry 1";

    private final List<String> lines;
    private final byte[] body;

    private Fields(List<String> lines, byte[] body) {
        this.lines = lines;
        this.body = body;
    }

    /** Begins a value. */
    static Fields make() {
        List<String> lines = new ArrayList<>();
        lines.add(FORMAT);
        lines.add("nonce " + UUID.randomUUID());
        return new Fields(lines, new byte[0]);
    }

    Fields with(String key, Object value) {
        lines.add(key + " " + value);
        return this;
    }

    Fields withContents(String key, List<Content> contents) {
        contents.forEach(content -> with(key, content.id() + " " + content.size()));
        return this;
    }

    /** Returns the bytes of the value. */
    byte[] write() {
        return write(new byte[0]);
    }

    /** Returns the bytes of the value, with others after them. */
    byte[] write(byte[] after) {
        byte[] head = (String.join("\n", lines) + "\n\n").getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(head, head.length + after.length);
        System.arraycopy(after, 0, all, head.length, after.length);
        return all;
    }

    /** Reads a value. */
    static Fields read(byte[] value) {
        int end = 1;
        while (end < value.length && !(value[end - 1] == '\n' && value[end] == '\n')) {
            end++;
        }
        List<String> lines = new String(value, 0, Math.min(end, value.length), StandardCharsets.UTF_8).lines().toList();
        if (lines.isEmpty() || !FORMAT.equals(lines.getFirst())) {
            throw damaged();
        }
        return new Fields(lines, Arrays.copyOfRange(value, Math.min(end + 1, value.length), value.length));
    }

    List<String> all(String key) {
        String start = key + " ";
        return lines.stream().filter(line -> line.startsWith(start)).map(line -> line.substring(start.length())).toList();
    }

    Optional<String> some(String key) {
        return all(key).stream().findFirst();
    }

    String one(String key) {
        return some(key).orElseThrow(Fields::damaged);
    }

    Instant time(String key) {
        try {
            return Instant.parse(one(key));
        } catch (DateTimeException e) {
            throw damaged();
        }
    }

    long number(String key) {
        return number(one(key), 0);
    }

    List<Content> contents(String key) {
        return all(key).stream().map(line -> {
            int space = line.indexOf(' ');
            return new Content(line.substring(0, Math.max(0, space)), number(line, space + 1));
        }).toList();
    }

    byte[] body() {
        return body;
    }

    private static long number(String text, int from) {
        try {
            return Long.parseLong(text, from, text.length(), 10);
        } catch (NumberFormatException e) {
            throw damaged();
        }
    }

    private static EngineException damaged() {
        return new EngineException(ErrorCode.INTERNAL, "What the registry wrote down in Ceph cannot be read: it is damaged, "
            + "or of another version.").withNextStep("See whether a newer engine writes to the same place.");
    }
}
