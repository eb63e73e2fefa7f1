package io.leengine.builder.maven.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The rules of a {@code .dockerignore}: the last one that matches a path, or a folder above it, decides. */
public final class IgnoreRules {
    private record Rule(Pattern pattern, boolean keep) {
    }

    private final List<Rule> rules = new ArrayList<>();

    private IgnoreRules() {
    }

    /**
     * Reads rules, one a line. The folder {@code .git} is always ignored: its index holds times, which would make every
     * image another.
     */
    public static IgnoreRules parse(String text) {
        var out = new IgnoreRules();
        out.rules.add(new Rule(Pattern.compile("\\.git"), false));
        for (String line : text.split("\r?\n")) {
            String rule = line.strip();
            if (!rule.isEmpty() && !rule.startsWith("#")) {
                out.add(rule);
            }
        }
        return out;
    }

    private void add(String rule) {
        boolean keep = rule.startsWith("!");
        String glob = (keep ? rule.substring(1) : rule).strip().replaceAll("^(\\./|/)+", "").replaceAll("/+$", "");
        if (!glob.isEmpty()) {
            rules.add(new Rule(Pattern.compile(regex(glob)), keep));
        }
    }

    /** Returns whether a path, relative and with slashes, is to be left out. */
    public boolean ignores(String path) {
        boolean ignored = false;
        for (Rule rule : rules) {
            if (ignored == rule.keep && matches(rule.pattern, path)) {
                ignored = !rule.keep;
            }
        }
        return ignored;
    }

    private static boolean matches(Pattern pattern, String path) {
        for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
            if (pattern.matcher(path).region(0, end).matches()) {
                return true;
            }
        }
        return false;
    }

    /** Turns a glob into a regular expression: {@code *} and {@code ?} within a component, {@code **} across them. */
    static String regex(String glob) {
        var out = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            if (glob.startsWith("**/", i)) {
                out.append("(?:.*/)?");
                i += 2;
            } else if (glob.startsWith("**", i)) {
                out.append(".*");
                i++;
            } else if (c == '*') {
                out.append("[^/]*");
            } else if (c == '?') {
                out.append("[^/]");
            } else if (c == '\\' && i + 1 < glob.length()) {
                out.append(Pattern.quote(String.valueOf(glob.charAt(++i))));
            } else if (c == '[' && glob.indexOf(']', i + 2) > 0) {
                int end = glob.indexOf(']', i + 2);
                out.append(characters(glob.substring(i + 1, end)));
                i = end;
            } else {
                out.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return out.toString();
    }

    private static String characters(String set) {
        boolean not = set.startsWith("^") || set.startsWith("!");
        var out = new StringBuilder(not ? "(?!/)[^" : "(?!/)[");
        for (char c : set.substring(not ? 1 : 0).toCharArray()) {
            out.append(c == '-' ? "-" : c == '\\' || "[]^&".indexOf(c) >= 0 ? "\\" + c : String.valueOf(c));
        }
        return out.append(']').toString();
    }
}
