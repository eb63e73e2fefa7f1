package io.leengine.scheduler.k8s.testcell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is mounted on this machine. */
final class Mounts {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Pattern ESCAPED = Pattern.compile("\\\\(\\d{3})");

    private Mounts() {
    }

    /** Something that is mounted. */
    record Mount(Path path, String type) {
    }

    static List<Mount> all() throws IOException {
        var mounts = new ArrayList<Mount>();
        for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
            String[] fields = line.split(" ");
            String type = line.substring(line.indexOf(" - ") + 3).split(" ")[0];
            mounts.add(new Mount(Path.of(unescaped(fields[4])), type));
        }
        return mounts;
    }

    /** Unmounts all below a folder, the last mounted first. */
    static void unmountBelow(Path folder) throws IOException, InterruptedException {
        for (Mount each : all().reversed()) {
            if (each.path().startsWith(folder)) {
                Command.need(LIMIT, List.of(Programs.need("umount", "mount").toString(), each.path().toString()));
            }
        }
    }

    /** Whether layers can be laid over each other on the file system of that folder. */
    static boolean overlays(Path folder) throws IOException, InterruptedException {
        Path trial = Files.createTempDirectory(folder, "overlay-");
        for (String each : new String[] {"lower", "upper", "work", "merged"}) {
            Files.createDirectory(trial.resolve(each));
        }
        try {
            String options = "lowerdir=" + trial.resolve("lower") + ",upperdir=" + trial.resolve("upper") + ",workdir="
                + trial.resolve("work");
            return Command.run(LIMIT, List.of(Programs.need("mount", "mount").toString(), "-t", "overlay", "overlay", "-o", options,
                trial.resolve("merged").toString())).status() == 0;
        } finally {
            unmountBelow(trial);
            OwnFiles.delete(trial);
        }
    }

    /** Blanks and the like are written as octal numbers. */
    private static String unescaped(String path) {
        return ESCAPED.matcher(path).replaceAll(it -> Matcher.quoteReplacement(
            String.valueOf((char) Integer.parseInt(it.group(1), 8))));
    }
}
