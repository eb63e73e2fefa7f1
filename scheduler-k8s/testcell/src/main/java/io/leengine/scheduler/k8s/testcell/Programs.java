package io.leengine.scheduler.k8s.testcell;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Programs of this machine. */
final class Programs {

    private Programs() {
    }

    /** The program of that name on the PATH, or where system programs are, which not every PATH names. */
    static Optional<Path> find(String name) {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/local/sbin:/usr/sbin:/sbin";
        for (String folder : path.split(File.pathSeparator)) {
            Path program = Path.of(folder.isEmpty() ? "." : folder, name);
            if (Files.isRegularFile(program) && Files.isExecutable(program)) {
                return Optional.of(program.toAbsolutePath());
            }
        }
        return Optional.empty();
    }

    /**
     * The program of that name.
     *
     * @throws TestCellException when it is missing; the message names the Debian package that has it
     */
    static Path need(String name, String debianPackage) {
        return find(name).orElseThrow(() -> new TestCellException(name + " is not on the PATH. Install it: apt-get install "
            + debianPackage));
    }
}
