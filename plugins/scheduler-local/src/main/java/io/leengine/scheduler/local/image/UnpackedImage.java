package io.leengine.scheduler.local.image;

import java.util.List;

/**
 * An image that lies ready as one folder.
 *
 * @param hex of the digest of the manifest or index it was asked for by; the folder's name
 * @param config what the image says about running it
 * @param layers hex digests of its layers, lowest first
 * @param user number it runs as
 * @param group number of the group it runs as
 */
public record UnpackedImage(String hex, ImageConfig config, List<String> layers, int user, int group) {
    /** Copies the list. */
    public UnpackedImage {
        layers = List.copyOf(layers);
    }
}
