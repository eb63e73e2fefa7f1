package io.leengine.engine.build;

import io.leengine.engine.CodeBuilds;
import io.leengine.engine.domain.CodeBuild;
import io.leengine.model.EngineException;
import io.leengine.model.Identifiers;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules a code build must keep. */
final class CodeBuildRules {
    private static final Set<String> SCHEMES = Set.of("https", "http", "ssh", "git", "file");
    private static final Pattern REF = Pattern.compile("(?!-)(?!.*\\.\\.)(?!.*@\\{)[A-Za-z0-9._/@+-]{1,250}");
    private static final int LONGEST_URL = 2_000;
    private static final int LONGEST_PATH = 500;
    private static final int MOST_ARGUMENTS = 50;
    private static final int LONGEST_DESCRIPTION = 1_000;

    private CodeBuildRules() {
    }

    static CodeBuild check(CodeBuilds.Draft draft, String id, Instant createdAt, String createdBy, long revision) {
        String name = Identifiers.name("name", draft.name());
        if (draft.description().length() > LONGEST_DESCRIPTION) {
            throw EngineException.invalid("description", "A description has at most " + LONGEST_DESCRIPTION
                + " characters.");
        }
        Identifiers.within("timeLimitSeconds", draft.timeLimit().toSeconds(), 1, 86_400);
        if (draft.compile().size() > MOST_ARGUMENTS || draft.compile().stream().anyMatch(String::isBlank)) {
            throw EngineException.invalid("compile", "'compile' is a list of at most " + MOST_ARGUMENTS
                + " arguments, none of them blank.");
        }
        return new CodeBuild(id, name, draft.description(), repository(draft.repository()),
            ref(draft.ref().isEmpty() ? "main" : draft.ref()), path("folder", draft.folder()),
            path("dockerfile", draft.dockerfile().isEmpty() ? "Dockerfile" : draft.dockerfile()), draft.compile(),
            Identifiers.repository("image", draft.image().isEmpty() ? name : draft.image()), draft.timeLimit(),
            createdAt, createdBy, revision);
    }

    private static String repository(String url) {
        try {
            URI parsed = new URI(url);
            if (url.length() <= LONGEST_URL && parsed.getScheme() != null && SCHEMES.contains(parsed.getScheme())
                    && (parsed.getUserInfo() == null || !parsed.getUserInfo().contains(":"))) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw malformed();
        }
        throw malformed();
    }

    private static EngineException malformed() {
        return EngineException.invalid("repository", "'repository' must be the URL of a Git repository with one of the "
            + "schemes " + SCHEMES.stream().sorted().toList() + ", and hold no password.");
    }

    static String ref(String value) {
        if (!REF.matcher(value).matches()) {
            throw EngineException.invalid("ref", "'ref' must be the name of a branch or tag, or a commit.");
        }
        return value;
    }

    private static String path(String field, String value) {
        boolean leaves = value.startsWith("/") || value.indexOf('\0') >= 0 || value.indexOf('\\') >= 0
            || java.util.Arrays.asList(value.split("/")).contains("..");
        if (leaves || value.length() > LONGEST_PATH) {
            throw EngineException.invalid(field, "'" + field + "' must be a path within the source: relative, without "
                + "'..'.");
        }
        return value;
    }
}
