package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page that says what is stable names every exported package, with the version it has. */
class StabilityTableIT {
    private static final Path ROOT = Path.of(System.getProperty("leengine.root"));
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(io\\.leengine[\\w.]*)` \\| ([\\d.]+) \\| (\\S.*) \\|$");
    private static final Pattern VERSION = Pattern.compile("@Version\\(\"([\\d.]+)\"\\)");
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");

    @Test
    void theTableIsWhatIsExported() throws Exception {
        Map<String, String> told = new TreeMap<>();
        Matcher rows = ROW.matcher(Files.readString(ROOT.resolve("docs/reference/stability.md")));
        while (rows.find()) {
            told.put(rows.group(1), rows.group(2));
        }
        Map<String, String> exported = new TreeMap<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(StabilityTableIT::ofThePlatform).toList()) {
                String text = Files.readString(file);
                Matcher name = PACKAGE.matcher(text);
                if (text.contains("@Export") && name.find()) {
                    Matcher version = VERSION.matcher(text);
                    exported.put(name.group(1), version.find() ? version.group(1) : "none");
                }
            }
        }
        assertFalse(exported.isEmpty());
        assertEquals(exported, told);
    }

    private static boolean ofThePlatform(Path file) {
        String path = ROOT.relativize(file).toString();
        return path.endsWith("/package-info.java") && path.contains("src/main/java/") && !path.contains("target/");
    }
}
