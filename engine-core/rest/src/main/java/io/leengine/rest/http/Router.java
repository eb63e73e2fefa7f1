package io.leengine.rest.http;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds the route of a request: a tree of segments, literal ones before places. */
public final class Router {
    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private final TreeMap<String, Route> methods = new TreeMap<>();
        private Node place;

        private Node child(String segment) {
            if (!PathTemplate.isPlace(segment)) {
                return literals.computeIfAbsent(segment, _ -> new Node());
            }
            if (place == null) {
                place = new Node();
            }
            return place;
        }
    }

    /**
     * What was found.
     *
     * @param methods the routes at the path, by method; empty when there is no such path
     * @param values of the path's places, in order
     */
    public record Match(Map<String, Route> methods, List<String> values) {
        /** Returns the methods a caller may use here, for the header {@code Allow}. */
        public String allowed() {
            List<String> names = new ArrayList<>(methods.keySet());
            if (methods.containsKey("GET") && methods.get("GET").head()) {
                names.add(names.indexOf("GET") + 1, "HEAD");
            }
            return String.join(", ", names);
        }
    }

    private final Node root = new Node();

    /** Makes the tree. */
    public Router(Collection<Route> routes) {
        routes.forEach(this::add);
    }

    /** Returns the routes at a path below {@code /api/v1}. */
    public Match find(List<String> segments) {
        List<String> values = new ArrayList<>(4);
        Node found = walk(root, segments, 0, values);
        return found == null ? new Match(Map.of(), List.of()) : new Match(found.methods, values);
    }

    private void add(Route route) {
        Node node = root;
        for (String segment : route.path().segments()) {
            node = node.child(segment);
        }
        if (node.methods.putIfAbsent(route.method(), route) != null) {
            throw new IllegalStateException("Two routes: " + route.method() + " " + route.path().text());
        }
    }

    private static Node walk(Node node, List<String> segments, int depth, List<String> values) {
        if (depth == segments.size()) {
            return node.methods.isEmpty() ? null : node;
        }
        String segment = segments.get(depth);
        Node literal = node.literals.get(segment);
        Node found = literal == null ? null : walk(literal, segments, depth + 1, values);
        if (found != null || node.place == null || segment.isEmpty()) {
            return found;
        }
        values.add(segment);
        found = walk(node.place, segments, depth + 1, values);
        if (found == null) {
            values.removeLast();
        }
        return found;
    }
}
