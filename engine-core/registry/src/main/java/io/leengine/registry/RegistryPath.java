package io.leengine.registry;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.Identifiers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a path below {@code /v2} means. Names are checked here, at the door.
 *
 * @param kind what it addresses
 * @param repository the repository; empty where there is none
 * @param reference a tag, a digest or an upload's id; empty where there is none
 */
record RegistryPath(Kind kind, String repository, String reference) {
    private static final Pattern IN_REPOSITORY = Pattern.compile("/(.+)/(?:(tags/list)|manifests/([^/]+)"
        + "|(blobs/uploads/?)|blobs/uploads/([^/]+)|blobs/([^/]+)|referrers/([^/]+))");

    /** The things of the API. */
    enum Kind { ROOT, TOKEN, TOKEN_KEYS, CATALOG, TAGS, MANIFEST, UPLOADS, UPLOAD, BLOB, REFERRERS }

    /** Parses a path such as {@code /team/hello/tags/list}; throws {@link RegistryError}. */
    static RegistryPath parse(String path) {
        switch (path) {
            case "", "/":
                return new RegistryPath(Kind.ROOT, "", "");
            case "/token":
                return new RegistryPath(Kind.TOKEN, "", "");
            case "/token/keys":
                return new RegistryPath(Kind.TOKEN_KEYS, "", "");
            case "/_catalog":
                return new RegistryPath(Kind.CATALOG, "", "");
            default:
                Matcher matcher = IN_REPOSITORY.matcher(path);
                if (!matcher.matches()) {
                    throw new RegistryError(RegistryError.Code.NAME_UNKNOWN, "There is nothing at this path.");
                }
                return inRepository(name(matcher.group(1)), matcher);
        }
    }

    private static RegistryPath inRepository(String name, Matcher matcher) {
        if (matcher.group(2) != null) {
            return new RegistryPath(Kind.TAGS, name, "");
        }
        if (matcher.group(3) != null) {
            return new RegistryPath(Kind.MANIFEST, name, reference(matcher.group(3)));
        }
        if (matcher.group(4) != null) {
            return new RegistryPath(Kind.UPLOADS, name, "");
        }
        if (matcher.group(5) != null) {
            return new RegistryPath(Kind.UPLOAD, name, matcher.group(5));
        }
        return matcher.group(6) != null
            ? new RegistryPath(Kind.BLOB, name, digest(matcher.group(6)).toString())
            : new RegistryPath(Kind.REFERRERS, name, digest(matcher.group(7)).toString());
    }

    /** Returns the scope of a token that does for a method here; empty where none is needed. */
    String scope(String method) {
        return switch (kind) {
            case ROOT, TOKEN, TOKEN_KEYS -> "";
            case CATALOG -> "registry:catalog:*";
            default -> "repository:" + repository + ":" + switch (method) {
                case "GET", "HEAD" -> kind == Kind.UPLOAD ? "pull,push" : "pull";
                case "DELETE" -> kind == Kind.UPLOAD ? "pull,push" : "delete";
                default -> "pull,push";
            };
        };
    }

    /** Returns whether the reference is a digest, which a tag can never be mistaken for. */
    boolean isDigest() {
        return reference.indexOf(':') >= 0;
    }

    Digest digest() {
        return digest(reference);
    }

    static Digest digest(String text) {
        try {
            return Digest.parse(text);
        } catch (EngineException e) {
            throw new RegistryError(RegistryError.Code.DIGEST_INVALID, e.getMessage());
        }
    }

    static String name(String text) {
        try {
            return Identifiers.repository("name", text);
        } catch (EngineException e) {
            throw new RegistryError(RegistryError.Code.NAME_INVALID, e.getMessage());
        }
    }

    private static String reference(String text) {
        if (text.indexOf(':') >= 0) {
            return digest(text).toString();
        }
        try {
            return Identifiers.tag("tag", text);
        } catch (EngineException e) {
            throw new RegistryError(RegistryError.Code.TAG_INVALID, e.getMessage());
        }
    }
}
