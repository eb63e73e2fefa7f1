package io.leengine.builder.maven;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A way to run a program so that it sees only what it is shown. */
interface Sandbox {
    /**
     * What a program is to see.
     *
     * @param readOnly paths inside, with what they show
     * @param writable paths inside, with what they show
     * @param links symbolic links inside, with what they point to
     * @param folder where it starts, inside
     */
    record View(Map<String, Path> readOnly, Map<String, Path> writable, Map<String, String> links, String folder) {
    }

    /** Returns the command that runs a program with this view; it ends with the thread that starts it. */
    List<String> wrap(View view, Path scratch, List<String> command);

    /** Returns what it is called in messages. */
    String name();
}
