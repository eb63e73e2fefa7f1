package io.leengine.model;

import java.util.regex.Pattern;

/** The syntax of every name a person may give. Each check returns its argument or throws {@link ErrorCode#INVALID}. */
public final class Identifiers {
    private static final Pattern NAME = Pattern.compile("[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern COMPONENT = Pattern.compile("[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");
    private static final Pattern HOST =
        Pattern.compile("(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,255}");
    private static final int REPOSITORY_LENGTH = 255;

    private Identifiers() {
    }

    /** A name of an application, namespace, cell, group or code build: a DNS label (RFC 1123) that starts with a letter. */
    public static String name(String field, String value) {
        if (value == null || !NAME.matcher(value).matches()) {
            throw EngineException.invalid(field, "'" + field + "' must be 1 to 63 lower-case letters, digits and "
                + "hyphens, start with a letter and not end with a hyphen.");
        }
        return value;
    }

    /** A repository of the registry, as in the OCI distribution specification: path components joined by slashes. */
    public static String repository(String field, String value) {
        if (value == null || value.length() > REPOSITORY_LENGTH || !isRepository(value)) {
            throw EngineException.invalid(field, "'" + field + "' must be lower-case path components joined by '/', "
                + "for example 'team/hello', at most " + REPOSITORY_LENGTH + " characters.");
        }
        return value;
    }

    private static boolean isRepository(String value) {
        for (String component : value.split("/", -1)) {
            if (!COMPONENT.matcher(component).matches()) {
                return false;
            }
        }
        return true;
    }

    /** A tag, as in the OCI distribution specification. */
    public static String tag(String field, String value) {
        if (value == null || !TAG.matcher(value).matches()) {
            throw EngineException.invalid(field, "'" + field + "' must be 1 to 128 letters, digits, '_', '.' and '-', "
                + "and not start with '.' or '-'.");
        }
        return value;
    }

    /** A host name in lower case (RFC 1123), as a domain has one. */
    public static String host(String field, String value) {
        if (value == null || !HOST.matcher(value).matches()) {
            throw EngineException.invalid(field, "'" + field + "' must be a host name in lower case, for example "
                + "'hello.example.org'.");
        }
        return value;
    }

    /** The name of an environment variable. */
    public static String variable(String field, String value) {
        if (value == null || !VARIABLE.matcher(value).matches()) {
            throw EngineException.invalid(field, "An environment variable's name must be letters, digits and '_', and "
                + "not start with a digit.");
        }
        return value;
    }

    /** A number within bounds, both inclusive. */
    public static long within(String field, long value, long least, long most) {
        if (value < least || value > most) {
            throw EngineException.invalid(field, "'" + field + "' must be between " + least + " and " + most + ".");
        }
        return value;
    }
}
