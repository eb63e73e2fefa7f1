package io.leengine.scheduler.local.image;

import io.leengine.model.EngineException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Turns the names in an archive into paths that stay in their folder. */
final class EntryPath {
    private static final int LONGEST = 4_000;

    private EntryPath() {
    }

    /**
     * Returns the parts of an archive entry's name; none for the folder itself.
     *
     * @throws EngineException {@code INVALID} for a name that is absolute or climbs
     */
    static List<String> parts(String name) {
        if (name.startsWith("/") || name.indexOf('\0') >= 0 || name.length() > LONGEST) {
            throw leaves(name);
        }
        List<String> parts = new ArrayList<>();
        for (String part : name.split("/")) {
            if (part.equals("..")) {
                throw leaves(name);
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return parts;
    }

    /** Returns where an entry lies; no part of the way there may be anything but a folder. */
    static Path resolve(Path root, List<String> parts) {
        Path path = root;
        for (int i = 0; i < parts.size(); i++) {
            path = path.resolve(parts.get(i));
            boolean last = i == parts.size() - 1;
            if (!last && Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                throw leaves(String.join("/", parts));
            }
        }
        return path;
    }

    static EngineException leaves(String name) {
        String shown = name.length() > 200 ? name.substring(0, 200) + "…" : name;
        return EngineException.invalid("image", "A layer of the image has an entry that leaves its folder: '" + shown
            + "'.");
    }
}
