package io.leengine.tck;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What this process has at a moment that a plugin can leave behind: threads, virtual ones too, and on Linux open files
 * and sockets.
 *
 * @param things each with what to say about it, by what tells it from others
 */
record Leftovers(Map<String, String> things) {
    private static final Pattern THREAD = Pattern.compile("\"tid\":\\s*\"?(\\d+)\"?(.*?)\"name\":\\s*\"([^\"]*)\"",
        Pattern.DOTALL);
    private static final Pattern FRAME = Pattern.compile("\"stack\":\\s*\\[\\s*(.{0,2000}?)\\]", Pattern.DOTALL);
    // The runtime's own, which come when they are first needed and stay; and the kit's.
    private static final Pattern RUNTIME = Pattern.compile("ForkJoinPool.*|VirtualThread-unparker|.*-Poller|MasterPoller"
        + "|process reaper.*|.*Cleaner.*|Attach Listener|.*CompilerThread.*|Keep-Alive-.*|Finalizer|tck-.*|junit-.*"
        + "|Notification Thread|Signal Dispatcher|Service Thread|Common-Cleaner|ThreadDump.*|C[12] .*");
    private static final Pattern SHARED_FILE = Pattern.compile(
        ".*\\.(jar|so|jsa|jmod|class)(\\.[0-9.]+)?|/dev/.*|.*/modules|/proc/.*");

    /** Looks now. */
    static Leftovers now(Path scratch) throws IOException {
        Map<String, String> things = new TreeMap<>();
        addThreads(scratch, things);
        addFiles(things);
        return new Leftovers(things);
    }

    /** Returns what is here and was not before. */
    Set<String> since(Leftovers before) {
        Set<String> left = new TreeSet<>();
        things.forEach((id, what) -> {
            if (!before.things.containsKey(id)) {
                left.add(what);
            }
        });
        return left;
    }

    private static void addThreads(Path scratch, Map<String, String> things) throws IOException {
        // The only list that has virtual threads in it.
        Path dump = Files.createTempDirectory(scratch, "threads").resolve("dump.json");
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
            .dumpThreads(dump.toString(), ThreadDumpFormat.JSON);
        String text = Files.readString(dump);
        Files.delete(dump);
        Files.delete(dump.getParent());
        for (String part : text.split("(?=\"tid\")")) {
            Matcher thread = THREAD.matcher(part);
            if (thread.find() && !RUNTIME.matcher(thread.group(3)).matches()) {
                Matcher stack = FRAME.matcher(part);
                things.put("thread " + thread.group(1), "thread '" + thread.group(3) + "' "
                    + (stack.find() ? stack.group(1).replaceAll("\\s+", " ") : ""));
            }
        }
    }

    private static void addFiles(Map<String, String> things) throws IOException {
        Path open = Path.of("/proc/self/fd");
        if (!Files.isDirectory(open)) {
            return;
        }
        try (DirectoryStream<Path> links = Files.newDirectoryStream(open)) {
            for (Path link : links) {
                try {
                    String target = Files.readSymbolicLink(link).toString();
                    if (!SHARED_FILE.matcher(target).matches()) {
                        String kind = target.startsWith("socket:") ? "socket " : "file ";
                        things.put(kind + link.getFileName() + " " + target, kind + target);
                    }
                } catch (NoSuchFileException e) {
                    // It was closed since it was listed, as the list's own is.
                    continue;
                }
            }
        }
    }
}
