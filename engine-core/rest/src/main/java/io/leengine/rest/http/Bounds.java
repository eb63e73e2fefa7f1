package io.leengine.rest.http;

import io.leengine.model.EngineException;
import io.leengine.model.Identifiers;
import io.leengine.rest.view.Doc;
import java.util.Collection;

/**
 * The bounds of one field of a body. The OpenAPI document states them, and the body is held to them.
 *
 * @param longest most characters of a text
 * @param lines whether a text may have line breaks and tabs
 * @param items most items of a list or entries of a map
 * @param least smallest number
 * @param most greatest number
 */
public record Bounds(int longest, boolean lines, int items, long least, long most) {
    private static final int MOST_ITEMS = 1_000;

    /** Returns the bounds that are said of a field; the usual ones when nothing is. */
    public static Bounds of(Doc doc) {
        return doc == null ? new Bounds(Texts.LONGEST, false, MOST_ITEMS, Long.MIN_VALUE, Long.MAX_VALUE)
            : new Bounds(doc.longest() == 0 ? Texts.LONGEST : doc.longest(), doc.lines(),
                doc.items() == 0 ? MOST_ITEMS : doc.items(), doc.least(), doc.most());
    }

    void check(String field, String text) {
        Texts.check(field, text, longest, lines);
    }

    void check(String field, long number) {
        Identifiers.within(field, number, least, most);
    }

    void check(String field, Collection<?> all) {
        if (all.size() > items) {
            throw EngineException.invalid(field, "'" + field + "' has at most " + items + " entries, and here "
                + all.size() + ".");
        }
    }
}
