package io.leengine.builder.maven.dockerfile;

import java.nio.file.Path;

/**
 * One entry of a layer.
 *
 * @param source the file or folder, a real path within the project's folder
 * @param target absolute, in the image
 * @param mode its permissions
 */
public record CopiedFile(Path source, String target, int mode) {
}
