package io.leengine.scheduler.k8s.testcell;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Follows all objects of a kind: lists them, watches on from there, and lists again whenever the watch is lost. */
final class ListWatch implements AutoCloseable {

    /** Hears of objects, on one thread. */
    interface Listener {

        /** An object is there, or is different. */
        void changed(JsonNode object) throws InterruptedException;

        /** An object is gone. */
        void gone(JsonNode object) throws InterruptedException;
    }

    private static final System.Logger LOG = System.getLogger(ListWatch.class.getName());
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final ApiClient api;
    private final String path;
    private final String selector;
    private final Listener listener;
    private final Map<String, JsonNode> known = new HashMap<>();
    private final Thread thread;
    private volatile ApiClient.Watch watch;

    /** Follows from now on. @param selector a query, such as {@code labelSelector=a%3Db} */
    ListWatch(ApiClient api, String path, String selector, Listener listener) {
        this.api = api;
        this.path = path;
        this.selector = selector;
        this.listener = listener;
        thread = Thread.ofVirtual().name("watch of " + path).start(this::follow);
    }

    private void follow() {
        Duration pause = FIRST_PAUSE;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                String version = list();
                pause = FIRST_PAUSE;
                while (version != null) {
                    version = watch(version);
                }
            } catch (InterruptedException e) {
                return;
            } catch (IOException | ApiException e) {
                LOG.log(System.Logger.Level.DEBUG, "the watch of " + path + " begins again", e);
                try {
                    Thread.sleep(pause);
                } catch (InterruptedException interrupt) {
                    return;
                }
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    private String list() throws IOException, InterruptedException {
        Set<String> seen = new HashSet<>();
        String more = "";
        JsonNode list;
        do {
            list = api.get(path + "?" + selector + "&limit=500" + (more.isEmpty() ? "" : "&continue=" + more));
            for (JsonNode each : list.path("items")) {
                seen.add(each.at("/metadata/uid").asString());
                change(each);
            }
            more = list.at("/metadata/continue").asString("");
        } while (!more.isEmpty());
        for (JsonNode each : known.values().stream().filter(it -> !seen.contains(it.at("/metadata/uid").asString())).toList()) {
            remove(each);
        }
        return list.at("/metadata/resourceVersion").asString();
    }

    /** Watches until the server ends it. Gives where to go on, or null when a new list is needed. */
    private String watch(String from) throws IOException, InterruptedException {
        String version = from;
        try (ApiClient.Watch changes = api.watch(path + "?" + selector + "&watch=true&allowWatchBookmarks=true&timeoutSeconds=240"
                + "&resourceVersion=" + from)) {
            watch = changes;
            for (JsonNode change = changes.next(); change != null; change = changes.next()) {
                JsonNode object = change.path("object");
                switch (change.path("type").asString()) {
                    case "ADDED", "MODIFIED" -> change(object);
                    case "DELETED" -> remove(object);
                    case "BOOKMARK" -> { }
                    // Too old, mostly.
                    default -> {
                        return null;
                    }
                }
                version = object.at("/metadata/resourceVersion").asString();
            }
        }
        return version;
    }

    private void change(JsonNode object) throws InterruptedException {
        // Who set which field is half of an object, and there may be tens of thousands.
        ((ObjectNode) object.path("metadata")).remove("managedFields");
        known.put(object.at("/metadata/uid").asString(), object);
        listener.changed(object);
    }

    private void remove(JsonNode object) throws InterruptedException {
        known.remove(object.at("/metadata/uid").asString());
        listener.gone(object);
    }

    @Override
    public void close() {
        thread.interrupt();
        ApiClient.Watch open = watch;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "a watch was not closed", e);
            }
        }
    }
}
