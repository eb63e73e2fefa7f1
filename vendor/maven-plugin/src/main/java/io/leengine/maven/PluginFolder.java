package io.leengine.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The folder whose jars a running platform takes up.
 *
 * @param folder the folder
 * @param name the file name of this plugin, the same for every build
 */
record PluginFolder(Path folder, String name) {
    /** Puts a jar there, in the place of the one before; it is never seen half written. */
    void put(Path jar) throws IOException {
        Files.createDirectories(folder);
        Path arriving = folder.resolve("." + name + ".new");
        Files.copy(jar, arriving, StandardCopyOption.REPLACE_EXISTING);
        Files.move(arriving, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
