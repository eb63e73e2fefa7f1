package io.leengine.bus.etcd;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Which programs tests run as etcd. */
public final class EtcdPrograms {
    /** The environment variable that names a program, to be used instead of the one on the PATH. */
    public static final String VARIABLE = "LEENGINE_ETCD";

    private EtcdPrograms() {
    }

    /** Returns the one that is named, or else that on the PATH. */
    public static Path any() {
        return named().orElseGet(EtcdPrograms::onPath);
    }

    /** Returns the one that the environment names. */
    public static Optional<Path> named() {
        return Optional.ofNullable(System.getenv(VARIABLE)).filter(name -> !name.isBlank()).map(Path::of);
    }

    /** Returns that on the PATH. @throws IllegalStateException when there is none; says what to do */
    public static Path onPath() {
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
