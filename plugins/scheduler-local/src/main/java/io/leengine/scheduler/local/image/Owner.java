package io.leengine.scheduler.local.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * Who owns what instances see. An ordinary user's sandboxes run as that user. Those of an engine that runs as root run
 * as a user of their own that is nobody else: were they root's, a process could write what the kernel lets only root
 * write, for example under {@code /proc/sys}.
 *
 * @param uid the user and group; empty when files simply belong to the engine's user
 */
public record Owner(OptionalInt uid) {
    /** Above every range that is handed out by usual tools; the same in all cells, which share nothing but the number. */
    private static final int SANDBOX_USER = 1_900_000_000;

    /** Returns the right owner for the user that runs this process. */
    public static Owner detect() throws IOException {
        boolean root = Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        return new Owner(root ? OptionalInt.of(SANDBOX_USER) : OptionalInt.empty());
    }

    /** Gives a file, folder or link to the owner. */
    public void give(Path path) throws IOException {
        if (uid.isPresent()) {
            Files.setAttribute(path, "unix:uid", uid.getAsInt(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", uid.getAsInt(), LinkOption.NOFOLLOW_LINKS);
        }
    }
}
