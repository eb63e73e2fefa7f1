package io.leengine.rest.http;

import io.leengine.engine.Page;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * The cursors of lists as callers see them: opaque, of letters that need no encoding. Each begins with a mark of the list
 * it is a place in, so that one of another list is refused and not misread.
 */
public final class Cursors {
    static final int LONGEST = 2_048;
    private static final int MARK_LENGTH = 12;

    private Cursors() {
    }

    /**
     * Hides a service's cursor.
     *
     * @param list which list it is of, in which order and through which filters; it is good for no other
     */
    public static String encode(String list, String cursor) {
        return Base64.getUrlEncoder().withoutPadding()
            .encodeToString((mark(list) + cursor).getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a service's cursor; {@code INVALID} for what was never handed out, or for another list. */
    public static String decode(String list, String text) {
        try {
            if (!text.isEmpty() && text.length() <= LONGEST) {
                byte[] decoded = Base64.getUrlDecoder().decode(text);
                String marked = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(decoded)).toString();
                // A database need not take NUL in a text.
                if (marked.startsWith(mark(list)) && marked.indexOf('\0') < 0) {
                    return marked.substring(MARK_LENGTH);
                }
            }
        } catch (IllegalArgumentException | CharacterCodingException _) {
            // Said below: to the caller all wrong cursors are alike.
        }
        throw invalid();
    }

    // It tells mistakes, not attacks: a cursor only says where to go on in what one may see anyway.
    private static String mark(String list) {
        return Digest.of(list.getBytes(StandardCharsets.UTF_8)).hex().substring(0, MARK_LENGTH);
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
        return EngineException.invalid("after", "'after' must be the 'next' of an earlier page of the same list, in "
            + "the same order and with the same filters.");
    }
}
