package io.leengine.spi.loadbalancer;

import io.leengine.model.EngineException;
import java.util.List;
import java.util.regex.Pattern;

/** Checks of the texts in rules. Each returns its argument or throws {@code INVALID} with the field. */
final class RuleTexts {
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#%&'*+.^_|~-]{1,128}");
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7E&&[^\"\\\\$]]{0,1024}");
    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9._~!&'()*+,=:@/-]{0,511}");

    private RuleTexts() {
    }

    /** A name of a header or cookie: a token (RFC 9110, 5.6.2) without a back quote and a dollar sign. */
    static String token(String field, String value) {
        if (value == null || !TOKEN.matcher(value).matches()) {
            throw EngineException.invalid(field, "'" + field + "' must be 1 to 128 letters, digits and signs such as '-' and "
                + "'_', as the name of a header or cookie is.");
        }
        return value;
    }

    /** A value of a header or cookie: printable ASCII in which nothing is quoted or put in. */
    static String value(String field, String value) {
        if (value == null || !VALUE.matcher(value).matches() || !value.equals(value.strip())) {
            throw EngineException.invalid(field, "'" + field + "' must be at most 1,024 printable characters of ASCII, none of "
                + "them '\"', '\\' or '$', with no space at either end.");
        }
        return value;
    }

    /** A path, or the beginning of one (RFC 3986), without anything that would have to be encoded. */
    static String path(String field, String value) {
        if (value == null || !PATH.matcher(value).matches() || value.contains("//") || value.contains("/./")
                || value.contains("/../") || value.endsWith("/..") || value.endsWith("/.")) {
            throw EngineException.invalid(field, "'" + field + "' must be a path that begins with '/', at most 512 characters "
                + "of ASCII that need no encoding in a URL, without '//', '/./' and '/../'.");
        }
        return value;
    }

    /** Text of several lines: no control characters but line ends and tabs. */
    static String lines(String field, String value, int most) {
        if (value == null || value.length() > most
                || value.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t')) {
            throw EngineException.invalid(field, "'" + field + "' must be text of at most " + most
                + " characters without control characters.");
        }
        return value;
    }

    /** A list that is not too long. */
    static <T> List<T> few(String field, List<T> values, int most) {
        if (values.size() > most) {
            throw EngineException.invalid(field, "'" + field + "' may have " + most + " entries at most.");
        }
        return List.copyOf(values);
    }
}
