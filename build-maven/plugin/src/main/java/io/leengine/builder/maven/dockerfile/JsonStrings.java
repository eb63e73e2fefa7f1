package io.leengine.builder.maven.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the one shape of JSON that Dockerfiles know: a list of strings. */
final class JsonStrings {
    private static final int HEX = 16;
    private static final int UNICODE_DIGITS = 4;

    private final String text;
    private int at;

    private JsonStrings(String text) {
        this.text = text;
    }

    /** Returns the strings, or empty when the text is not such a list. */
    static Optional<List<String>> parse(String text) {
        return Optional.ofNullable(new JsonStrings(text.strip()).list());
    }

    private List<String> list() {
        var out = new ArrayList<String>();
        if (!next('[')) {
            return null;
        }
        if (next(']')) {
            return at == text.length() ? out : null;
        }
        do {
            String item = next('"') ? string() : null;
            if (item == null) {
                return null;
            }
            out.add(item);
        } while (next(','));
        return next(']') && at == text.length() ? out : null;
    }

    private boolean next(char c) {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private String string() {
        var out = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return out.toString();
            } else if (c < ' ') {
                return null;
            } else if (c != '\\') {
                out.append(c);
            } else if (!escaped(out)) {
                return null;
            }
        }
        return null;
    }

    private boolean escaped(StringBuilder out) {
        if (at == text.length()) {
            return false;
        }
        char c = text.charAt(at++);
        switch (c) {
            case '"', '\\', '/' -> out.append(c);
            case 'b' -> out.append('\b');
            case 'f' -> out.append('\f');
            case 'n' -> out.append('\n');
            case 'r' -> out.append('\r');
            case 't' -> out.append('\t');
            case 'u' -> {
                return unicode(out);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean unicode(StringBuilder out) {
        if (at + UNICODE_DIGITS > text.length()) {
            return false;
        }
        int value = 0;
        for (int i = 0; i < UNICODE_DIGITS; i++) {
            int digit = Character.digit(text.charAt(at++), HEX);
            if (digit < 0) {
                return false;
            }
            value = value * HEX + digit;
        }
        out.append((char) value);
        return true;
    }
}
