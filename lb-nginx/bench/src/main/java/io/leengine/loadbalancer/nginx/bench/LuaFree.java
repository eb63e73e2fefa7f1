package io.leengine.loadbalancer.nginx.bench;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Makes, of the configuration an agent has written, one that does the same without Lua: the same settings and headers, the
 * upstreams as {@code server} lines. So the two stay alike whatever agents write. Each block begins at the end of a line and
 * ends on a line of its own, as agents write them.
 */
final class LuaFree {
    private static final Pattern LUA = Pattern.compile("lua_\\w+ .*|\\w+_by_lua\\w* .*|load_module .*(lua|ndk)\\w*\\.so;");
    private static final String CONTROL = "listen unix:";
    private static final String NAMED = "location @";

    private final List<String> servers;

    /** @param servers what stands in the upstream's block, such as {@code server 127.0.0.1:8080;} */
    LuaFree(List<String> servers) {
        this.servers = List.copyOf(servers);
    }

    /** A line, and, when it begins a block, what is in it. */
    private record Part(String line, List<Part> inside, boolean block) {
        void print(StringBuilder text) {
            text.append(line).append('\n');
            if (block) {
                inside.forEach(each -> each.print(text));
                text.append("}\n");
            }
        }
    }

    /** Returns the text without Lua. @param more what is done to each line that stays */
    String of(String text, UnaryOperator<String> more) {
        StringBuilder result = new StringBuilder();
        List<Part> parts = parts(text.lines().iterator(), more);
        parts.forEach(part -> part.print(result));
        return result.toString();
    }

    private List<Part> parts(Iterator<String> lines, UnaryOperator<String> more) {
        List<Part> parts = new ArrayList<>();
        while (lines.hasNext()) {
            String line = lines.next().strip();
            if (line.equals("}")) {
                break;
            }
            boolean block = line.endsWith("{");
            Part part = new Part(more.apply(line), block ? parts(lines, more) : List.of(), block);
            if (stays(part)) {
                parts.add(line.startsWith("upstream ") ? new Part(part.line(), filled(part), true) : part);
            }
        }
        return parts;
    }

    private static boolean stays(Part part) {
        return !LUA.matcher(part.line()).matches()
            // Pages that Lua makes, and where agents speak with it.
            && !part.line().startsWith(NAMED) && !part.line().startsWith("error_page ")
            && part.inside().stream().noneMatch(each -> each.line().startsWith(CONTROL));
    }

    private List<Part> filled(Part upstream) {
        List<Part> inside = new ArrayList<>(servers.stream().map(each -> new Part(each, List.of(), false)).toList());
        upstream.inside().stream().filter(each -> !each.line().startsWith("server ")).forEach(inside::add);
        return inside;
    }
}
