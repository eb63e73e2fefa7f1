package io.leengine.engine.domain;

import io.leengine.model.EngineException;
import java.util.regex.Pattern;

/** Patterns of tags: {@code *} stands for any characters, also none, {@code ?} for one; everything else for itself. */
public final class TagPattern {
    private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9_.*?-]{1,128}");

    private TagPattern() {
    }

    static void check(String field, String pattern) {
        if (pattern == null || !SYNTAX.matcher(pattern).matches()) {
            throw EngineException.invalid(field, "A pattern of tags is 1 to 128 letters, digits, '_', '.', '-', '*' (any "
                + "characters) and '?' (one character).");
        }
    }

    /** Returns whether a pattern matches a whole tag; takes at most the product of both lengths in steps. */
    public static boolean matches(String pattern, String tag) {
        int p = 0;
        int star = -1;
        int resume = 0;
        for (int t = 0; t < tag.length();) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = t;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == tag.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                // The last star takes one character more.
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
