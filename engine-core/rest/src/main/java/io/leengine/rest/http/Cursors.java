package io.leengine.rest.http;

import io.leengine.engine.Page;
import io.leengine.model.EngineException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The cursors of lists as callers see them: opaque, of letters that need no encoding. */
public final class Cursors {
    private static final int LONGEST = 2_048;

    private Cursors() {
    }

    /** Hides a service's cursor. */
    public static String encode(String cursor) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a service's cursor; {@code INVALID} for what was never handed out. */
    public static String decode(String text) {
        try {
            if (!text.isEmpty() && text.length() <= LONGEST) {
                byte[] decoded = Base64.getUrlDecoder().decode(text);
                return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(decoded)).toString();
            }
        } catch (IllegalArgumentException | CharacterCodingException _) {
            // Said below: to the caller all wrong cursors are alike.
        }
        throw invalid();
    }

    /** Cuts a page from a list that is whole in memory; its cursors are places in it. */
    public static <T> Page<T> cut(List<T> all, Page.Request page, Function<? super T, String> name) {
        String search = page.search().toLowerCase(Locale.ROOT);
        List<T> found = search.isEmpty() ? all
            : all.stream().filter(item -> name.apply(item).toLowerCase(Locale.ROOT).contains(search)).toList();
        int from = Math.min(page.after().map(Cursors::place).orElse(0), found.size());
        int to = Math.min(from + page.limit(), found.size());
        return new Page<>(found.subList(from, to),
            to < found.size() ? Optional.of(Integer.toString(to)) : Optional.empty());
    }

    private static int place(String cursor) {
        try {
            return Integer.parseUnsignedInt(cursor) & Integer.MAX_VALUE;
        } catch (NumberFormatException _) {
            throw invalid();
        }
    }

    private static EngineException invalid() {
        return EngineException.invalid("after", "'after' must be the 'next' of an earlier page of the same list.");
    }
}
