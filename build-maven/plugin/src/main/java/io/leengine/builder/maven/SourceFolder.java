package io.leengine.builder.maven;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Paths a request names within the source; none may leave it, by its text or by a link. */
final class SourceFolder {
    private static final long LARGEST_TEXT = 1024 * 1024;

    private final Path root;

    /**
     * @param source the checked-out source
     */
    SourceFolder(Path source) throws IOException {
        root = source.toRealPath();
    }

    /** Checks the text of a relative path; throws {@code INVALID}. */
    static void check(String field, String path) {
        boolean sound = !path.startsWith("/") && path.indexOf('\0') < 0;
        for (String part : path.split("/")) {
            sound &= !part.equals("..") && !part.equals(".git");
        }
        try {
            sound &= !Path.of(path).isAbsolute();
        } catch (InvalidPathException e) {
            sound = false;
        }
        if (!sound) {
            throw EngineException.invalid(field, "'" + field + "' must be a path within the source, without '..'.");
        }
    }

    /** Returns the project's folder, a real path. */
    Path folder(String folder) throws IOException {
        Path real = resolve("folder", root, folder);
        if (!Files.isDirectory(real)) {
            throw notFound("folder", folder);
        }
        return real;
    }

    /** Reads the Dockerfile. */
    String dockerfile(Path project, String path) throws IOException {
        Path real = resolve("dockerfile", project, path);
        if (!Files.isRegularFile(real)) {
            throw notFound("dockerfile", path);
        } else if (Files.size(real) > LARGEST_TEXT) {
            throw EngineException.invalid("dockerfile", "The Dockerfile is larger than 1 MiB.");
        }
        // A bad byte is replaced rather than fatal: it may stand in a comment.
        return new String(Files.readAllBytes(real), java.nio.charset.StandardCharsets.UTF_8);
    }

    private Path resolve(String field, Path base, String path) throws IOException {
        check(field, path);
        try {
            Path real = base.resolve(path).toRealPath();
            if (!real.startsWith(base)) {
                throw EngineException.invalid(field, "'" + field + "' leaves the source through a link.");
            }
            return real;
        } catch (NoSuchFileException | FileSystemLoopException e) {
            if (Files.isSymbolicLink(base.resolve(path)) || Files.exists(base.resolve(path),
                    LinkOption.NOFOLLOW_LINKS)) {
                throw EngineException.invalid(field, "'" + field + "' is a link to nothing in the source.");
            }
            throw notFound(field, path);
        }
    }

    private static EngineException notFound(String field, String path) {
        return new EngineException(ErrorCode.NOT_FOUND, "The source has no " + (field.equals("folder") ? "folder"
            : "Dockerfile") + " '" + path + "'.").withField(field)
            .withNextStep("Check the path, and that it has been committed.");
    }
}
