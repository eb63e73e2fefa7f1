package io.leengine.builder.maven.dockerfile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the files a {@link CopyStep} means. Symbolic links are followed within the project's folder, so the image gets
 * what they point to; one that leaves the folder is refused.
 */
public final class CopyResolver {
    private static final int FOLDER_MODE = 0755;
    private static final int FILE_MODE = 0644;
    private static final int DEEPEST = 64;
    private static final Pattern ARCHIVE =
        Pattern.compile(".*\\.(tar|tgz|tbz2?|txz|tar\\.(gz|bz2|xz|zst))", Pattern.CASE_INSENSITIVE);

    private final Path root;
    private final IgnoreRules rules;

    /**
     * @param root the project's folder, a real path
     * @param rules what is left out
     */
    public CopyResolver(Path root, IgnoreRules rules) {
        this.root = root;
        this.rules = rules;
    }

    /** Returns the entries in the order of their targets, folders before what is in them. */
    public List<CopiedFile> resolve(CopyStep step) throws IOException {
        var out = new TreeMap<String, CopiedFile>();
        var found = new ArrayList<String>();
        for (String source : step.sources()) {
            List<String> matches = glob(step, source);
            if (matches.isEmpty()) {
                throw DockerfileError.failed(step.line(), "'" + source + "' is not in the project's folder.");
            }
            found.addAll(matches);
        }
        if (found.size() > 1 && !step.targetIsFolder()) {
            throw DockerfileError.failed(step.line(), "several files are copied, so the target must end with '/'.");
        }
        for (String path : found) {
            top(step, path, out);
        }
        return List.copyOf(out.values());
    }

    private void top(CopyStep step, String path, TreeMap<String, CopiedFile> out) throws IOException {
        Path real = inside(step, root.resolve(path));
        if (Files.isDirectory(real)) {
            folder(step, real, path, step.target(), 0, out);
        } else if (step.archives() && ARCHIVE.matcher(path.toLowerCase(Locale.ROOT)).matches()) {
            throw new NeedsContainerException(step.line(), "ADD of an archive, which unpacks it");
        } else {
            String name = path.substring(path.lastIndexOf('/') + 1);
            file(step, real, step.targetIsFolder() ? join(step.target(), name) : step.target(), out);
        }
    }

    private void folder(CopyStep step, Path real, String path, String target, int depth,
            TreeMap<String, CopiedFile> out) throws IOException {
        if (depth > DEEPEST) {
            throw DockerfileError.failed(step.line(), "'" + path + "' is nested too deeply, or links form a loop.");
        }
        if (!target.equals("/")) {
            out.put(target, new CopiedFile(real, target, step.mode().orElse(FOLDER_MODE)));
        }
        for (Path child : children(real)) {
            String name = child.getFileName().toString();
            String childPath = path.isEmpty() ? name : path + "/" + name;
            Path childReal = inside(step, child);
            if (Files.isDirectory(childReal)) {
                // A folder may be ignored and something in it kept, so its content decides.
                int before = out.size();
                boolean ignored = rules.ignores(childPath);
                folder(step, childReal, childPath, join(target, name), depth + 1, out);
                if (ignored && out.size() == before + 1) {
                    out.remove(join(target, name));
                }
            } else if (!rules.ignores(childPath)) {
                file(step, childReal, join(target, name), out);
            }
        }
    }

    private static void file(CopyStep step, Path real, String target, TreeMap<String, CopiedFile> out) {
        // A pipe would block whoever reads it.
        if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
            throw DockerfileError.failed(step.line(), "'" + real.getFileName() + "' is not a file.");
        }
        out.put(target, new CopiedFile(real, target,
            step.mode().orElse(Files.isExecutable(real) ? FOLDER_MODE : FILE_MODE)));
    }

    private Path inside(CopyStep step, Path path) throws IOException {
        Path real;
        try {
            real = path.toRealPath();
        } catch (IOException e) {
            if (Files.isSymbolicLink(path)) {
                // Do not tell whether something outside exists.
                throw DockerfileError.leaves(step.line(), root.relativize(path).toString());
            }
            throw e;
        }
        if (!real.startsWith(root)) {
            throw DockerfileError.leaves(step.line(), root.relativize(path).toString());
        }
        return real;
    }

    private List<String> glob(CopyStep step, String pattern) throws IOException {
        List<String> matches = List.of("");
        for (String part : pattern.isEmpty() ? new String[0] : pattern.split("/")) {
            var next = new ArrayList<String>();
            for (String above : matches) {
                match(step, above, part, next);
            }
            matches = next;
        }
        return matches.stream().filter(path -> path.isEmpty() || keeps(path)).toList();
    }

    private boolean keeps(String path) {
        return !rules.ignores(path) || Files.isDirectory(root.resolve(path)) && !path.equals(".git");
    }

    private void match(CopyStep step, String above, String part, List<String> out) throws IOException {
        Path folder = root.resolve(above);
        String prefix = above.isEmpty() ? "" : above + "/";
        if (part.chars().noneMatch(c -> "*?[\\".indexOf(c) >= 0)) {
            Path path = folder.resolve(part);
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                inside(step, path);
                out.add(prefix + part);
            }
            return;
        }
        Pattern regex = Pattern.compile(IgnoreRules.regex(part.replaceAll("\\*+", "*")));
        PathMatcher matcher = path -> regex.matcher(path.toString()).matches();
        if (Files.isDirectory(folder)) {
            children(inside(step, folder)).stream().map(Path::getFileName).filter(matcher::matches)
                .forEach(name -> out.add(prefix + name));
        }
    }

    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.sorted().toList();
        }
    }

    private static String join(String folder, String name) {
        return folder.equals("/") ? "/" + name : folder + "/" + name;
    }
}
