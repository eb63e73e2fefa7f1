package io.leengine.rest.http;

import io.leengine.model.EngineException;

/**
 * What a text that a person gives may be made of, wherever it stands: body, path, query. Characters that nobody sees, or
 * that make a text look like another one, have no place in any; a database need not take them, and a reader is deceived.
 */
public final class Texts {
    /** The longest text of a body, unless its field says otherwise. */
    public static final int LONGEST = 1_000;
    /** The longest value in a path or a query, unless it says otherwise. */
    public static final int LONGEST_IN_PATH = 255;

    private Texts() {
    }

    /**
     * Returns a text that is sound, or throws {@code INVALID} with the field.
     *
     * @param longest most characters
     * @param lines whether it may have line breaks and tabs
     */
    public static String check(String field, String text, int longest, boolean lines) {
        if (text.length() > longest) {
            throw EngineException.invalid(field, "'" + field + "' has at most " + longest + " characters, and here "
                + text.length() + ".");
        }
        for (int at = 0; at < text.length();) {
            int point = text.codePointAt(at);
            if (!sound(point, lines)) {
                throw EngineException.invalid(field, "'" + field + "' holds the character U+"
                    + String.format("%04X", point) + " at " + at + "; " + (lines
                        ? "control characters but line breaks and tabs" : "control characters")
                    + ", marks that turn the direction of writing, and halves of characters are not taken.");
            }
            at += Character.charCount(point);
        }
        return text;
    }

    private static boolean sound(int point, boolean lines) {
        return switch (Character.getType(point)) {
            case Character.CONTROL -> lines && (point == '\n' || point == '\t' || point == '\r');
            case Character.SURROGATE -> false;
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> lines;
            case Character.UNASSIGNED -> (point & 0xFFFE) != 0xFFFE && (point < 0xFDD0 || point > 0xFDEF);
            default -> !turnsDirection(point);
        };
    }

    // The marks, embeddings, overrides and isolates of the bidirectional algorithm; and the invisible byte order mark.
    private static boolean turnsDirection(int point) {
        return point == 0x061C || point == 0x200E || point == 0x200F || point >= 0x202A && point <= 0x202E
            || point >= 0x2066 && point <= 0x2069 || point == 0xFEFF;
    }
}
