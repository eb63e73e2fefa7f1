package io.leengine.distro;

import aQute.bnd.differ.Baseline;
import aQute.bnd.differ.DiffPluginImpl;
import aQute.bnd.header.Parameters;
import aQute.bnd.osgi.Constants;
import aQute.bnd.osgi.Instructions;
import aQute.bnd.osgi.Jar;
import aQute.bnd.osgi.Processor;
import aQute.bnd.service.diff.Delta;
import aQute.bnd.service.diff.Diff;
import aQute.bnd.service.diff.Tree;
import aQute.bnd.service.diff.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * The exported packages of one of our jars as they were last released, or are now: bnd's own tree of an API, as text that
 * a person can review. A line is an element below the line with less indentation: its type, its name, and what adding and
 * removing it amounts to.
 */
record ReleasedApi(Tree tree, Parameters exports) {
    private static final String OURS = "io.leengine.*";
    private static final String EXPORT = "export ";
    private static final Set<String> INHERITED = Set.of("clone()", "finalize()");

    /** Reads what a jar exports of ours. */
    static ReleasedApi of(Jar jar) throws Exception {
        Parameters exports = new Parameters(jar.getManifest().getMainAttributes().getValue(Constants.EXPORT_PACKAGE));
        exports.keySet().removeIf(name -> !new Instructions(OURS).matches(name));
        return parse(text(differ().tree(jar), exports));
    }

    private static DiffPluginImpl differ() {
        return new DiffPluginImpl();
    }

    /** Reads the text that {@link #text} wrote. */
    static ReleasedApi parse(String text) throws Exception {
        Parameters exports = new Parameters();
        Tree.Data api = data(Type.API, "<api>", Delta.CHANGED, Delta.CHANGED);
        Deque<Node> path = new ArrayDeque<>(List.of(new Node(api, new ArrayList<>())));
        for (String line : text.lines().filter(each -> !each.isBlank() && !each.startsWith("#")).toList()) {
            if (line.startsWith(EXPORT)) {
                String[] words = line.split(" ");
                exports.putAll(new Parameters(words[1] + ";version=" + words[2]));
                continue;
            }
            int depth = (line.length() - line.stripLeading().length()) / 2;
            while (path.size() > depth + 1) {
                close(path);
            }
            String[] words = line.strip().split("\t");
            Tree.Data element = data(Type.valueOf(words[0]), words[1], Delta.valueOf(words[2]), Delta.valueOf(words[3]));
            path.peek().children().add(element);
            path.push(new Node(element, new ArrayList<>()));
        }
        while (!path.isEmpty()) {
            close(path);
        }
        Tree.Data bundle = data(Type.BUNDLE, "released", Delta.CHANGED, Delta.CHANGED);
        bundle.children = new Tree.Data[] {api};
        return new ReleasedApi(differ().deserialize(bundle), exports);
    }

    private record Node(Tree.Data element, List<Tree.Data> children) {
    }

    private static void close(Deque<Node> path) {
        Node ended = path.pop();
        ended.element().children = ended.children().toArray(Tree.Data[]::new);
    }

    private static Tree.Data data(Type type, String name, Delta add, Delta remove) {
        Tree.Data data = new Tree.Data();
        data.type = type;
        data.name = name;
        data.add = add;
        data.rem = remove;
        return data;
    }

    /** Writes the API down. */
    String text() {
        return text(tree, exports);
    }

    private static String text(Tree tree, Parameters exports) {
        StringBuilder out = new StringBuilder("# Released packages; written by the build, see docs/decisions/0008.\n");
        exports.forEach((name, attributes) -> out.append(EXPORT).append(name).append(' ')
                .append(attributes.getVersion()).append('\n'));
        append(out, exports, tree.get("<api>").serialize().children, 0);
        return out.toString();
    }

    private static void append(StringBuilder out, Parameters exports, Tree.Data[] elements, int depth) {
        List<Tree.Data> sorted = new ArrayList<>(elements == null ? List.of() : List.of(elements));
        sorted.removeIf(element -> element.type == Type.PACKAGE && !exports.containsKey(element.name) || ofTheJdk(element));
        sorted.sort(Comparator.comparing((Tree.Data element) -> element.type).thenComparing(element -> element.name));
        for (Tree.Data element : sorted) {
            out.append("  ".repeat(depth)).append(element.type).append('\t').append(element.name).append('\t')
                    .append(element.add).append('\t').append(element.rem).append('\n');
            append(out, exports, element.children, depth + 1);
        }
    }

    /** What every class has of the JDK's own differs from one JDK to the next. */
    private static boolean ofTheJdk(Tree.Data element) {
        return element.type == Type.ANNOTATED && element.name.startsWith("jdk.internal.")
                || element.type == Type.METHOD && INHERITED.contains(element.name);
    }

    /** Returns what a newer API broke without saying so by a package's version, each in words that name the package. */
    List<String> undeclared(ReleasedApi newer) throws Exception {
        List<String> found = new ArrayList<>();
        Baseline baseline = new Baseline(new Processor(), differ());
        for (Baseline.Info info : baseline.baseline(newer.tree, newer.exports, tree, exports, new Instructions(OURS))) {
            if (info.mismatch) {
                found.add(info.packageName + " is " + info.newerVersion + " and must be at least "
                        + info.suggestedVersion + " (released " + info.olderVersion + "): "
                        + String.join("; ", changes(info.packageDiff)));
            } else if (exports.containsKey(info.packageName) && !newer.exports.containsKey(info.packageName)) {
                found.add(info.packageName + " was released and is exported no more");
            }
        }
        return found;
    }

    private static List<String> changes(Diff diff) {
        List<String> lines = new ArrayList<>();
        for (Diff child : diff.getChildren()) {
            if (child.getDelta() == Delta.ADDED || child.getDelta() == Delta.REMOVED) {
                lines.add(diff.getName() + ": " + child.getDelta().name().toLowerCase() + " " + child.getName());
            } else if (child.getDelta() != Delta.UNCHANGED) {
                lines.addAll(changes(child));
            }
        }
        return lines;
    }
}
