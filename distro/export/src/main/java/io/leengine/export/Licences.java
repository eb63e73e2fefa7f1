package io.leengine.export;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The folder {@code licences}: a table of all libraries, and each text found in them, once. */
final class Licences {
    static final String FOLDER = "licences";
    private static final int NAME_DIGITS = 12;

    private Licences() {
    }

    /** Returns the files by their paths in the distribution. */
    static SortedMap<String, byte[]> files(Lock lock, List<Library> libraries) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        StringBuilder table = new StringBuilder("# Licences of leengine-" + lock.name() + " " + lock.version() + "\n\n"
            + "What each library says of itself; the texts are those found in the jars. `!/` stands before what is nested in "
            + "a jar.\n\n| library | version | licence | texts | jar |\n| --- | --- | --- | --- | --- |\n");
        libraries.stream().flatMap(Library::all).forEach(library -> {
            List<String> links = new ArrayList<>();
            for (Library.Text text : library.texts()) {
                String name = "texts/" + Digests.of(text.content()).substring(0, NAME_DIGITS) + ending(text.entry());
                files.put(FOLDER + "/" + name, text.content());
                links.add("[" + text.entry() + "](" + name + ")");
            }
            table.append("| ").append(cell(library.coordinates().map(each -> each.group() + ":" + each.artifact())
                .orElse(library.name()))).append(" | ").append(cell(library.shownVersion())).append(" | ")
                .append(cell(library.licences().stream().map(Licence::label).collect(Collectors.joining(", "))))
                .append(" | ").append(String.join(", ", links)).append(" | ").append(cell(library.path())).append(" |\n");
        });
        files.put(FOLDER + "/README.md", table.toString().getBytes(StandardCharsets.UTF_8));
        return files;
    }

    private static String ending(String entry) {
        return entry.endsWith(".html") ? ".html" : entry.endsWith(".md") ? ".md" : ".txt";
    }

    private static String cell(String text) {
        return text.isEmpty() ? "unknown" : text.replace("|", "\\|").replaceAll("\\s+", " ");
    }
}
