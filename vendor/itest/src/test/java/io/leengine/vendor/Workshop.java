package io.leengine.vendor;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A vendor's machine: the projects that the archetype made, and a local repository of its own with what
 * {@code leengine vendor install} puts there. The real local repository is read and never written.
 */
final class Workshop {
    private static final Path ROOT = Path.of(System.getProperty("leengine.root"));
    private static final Path WORK = Path.of(System.getProperty("leengine.work"));
    private static final Path MAVEN = Path.of(System.getProperty("leengine.maven.home"), "bin", "mvn");
    private static final String VERSION = System.getProperty("leengine.version");
    private static final Path GENERATED = ROOT.resolve("vendor/archetype/target/test-classes/projects");

    private final Path repository = WORK.resolve("repository");
    private final Path projects = WORK.resolve("projects");

    /** Makes it anew. */
    Workshop() throws IOException {
        delete(repository);
        delete(projects);
        linkWarmRepository(Path.of(System.getProperty("leengine.repository")));
        install("engine-core/spi", "leengine-spi");
        install("engine-core/tck", "leengine-tck");
        install("vendor/maven-plugin", "leengine-maven-plugin");
        for (String seam : seams()) {
            copy(GENERATED.resolve(seam).resolve("project"), projects);
        }
    }

    /** What the archetype made a project for. */
    static List<String> seams() throws IOException {
        try (Stream<Path> folders = Files.list(GENERATED)) {
            return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
        }
    }

    /** What was downloaded once is there again, without Maven's marks of where it came from, which it writes in place. */
    private void linkWarmRepository(Path warm) throws IOException {
        Files.walkFileTree(warm, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (folder.endsWith(Path.of("io", "leengine"))) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(repository.resolve(warm.relativize(folder).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (file.toString().endsWith(".jar") || file.toString().endsWith(".pom")) {
                    link(file, repository.resolve(warm.relativize(file).toString()));
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void link(Path file, Path link) throws IOException {
        try {
            Files.createLink(link, file);
        } catch (IOException | UnsupportedOperationException e) {
            // Another file system.
            Files.copy(file, link);
        }
    }

    private void install(String module, String artifact) throws IOException {
        Path target = ROOT.resolve(module).resolve("target");
        Path folder = Files.createDirectories(repository.resolve("io/leengine").resolve(artifact).resolve(VERSION));
        String name = artifact + "-" + VERSION;
        Files.copy(target.resolve(name + ".jar"), folder.resolve(name + ".jar"));
        // As it would be installed: it stands without a parent.
        String pom = Files.readString(target.resolve(".flattened-pom.xml"));
        if (pom.contains("<parent>")) {
            throw new IllegalStateException("The pom of " + artifact + " has a parent.");
        }
        Files.writeString(folder.resolve(name + ".pom"), pom);
    }

    Path project(String seam) {
        return projects.resolve("my-" + seam);
    }

    Path projects() {
        return projects;
    }

    Path distribution() {
        return ROOT.resolve("distro/target/leengine-embedded");
    }

    /** Starts Maven as a vendor does. */
    Process maven(Path folder, Path output, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(MAVEN.toString(), "-B", "-Dmaven.repo.local=" + repository));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
            .redirectOutput(output.toFile());
        // Neither this build's Maven nor a distribution that happens to be on the PATH.
        builder.environment().keySet().removeIf(name -> name.startsWith("MAVEN_") || name.startsWith("LEENGINE_"));
        return builder.start();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
