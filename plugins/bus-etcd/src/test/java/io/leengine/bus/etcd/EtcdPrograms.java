package io.leengine.bus.etcd;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which programs tests run as etcd. */
public final class EtcdPrograms {
    /** The environment variable that names a program, to be used instead of the one on the PATH. */
    public static final String VARIABLE = "LEENGINE_ETCD";

    private EtcdPrograms() {
    }

    /** Returns the one that is named, or else that on the PATH. */
    public static Path any() {
        String named = System.getenv(VARIABLE);
        return named == null || named.isBlank() ? onPath() : Path.of(named);
    }

    /** Returns that on the PATH. @throws IllegalStateException when there is none; says what to do */
    private static Path onPath() {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            Path program = Path.of(folder, "etcd");
            if (!folder.isEmpty() && Files.isExecutable(program)) {
                return program;
            }
        }
        throw new IllegalStateException("There is no etcd on the PATH. Install it (on Debian: apt-get install etcd-server), or "
            + "name one in " + VARIABLE + ".");
    }
}
