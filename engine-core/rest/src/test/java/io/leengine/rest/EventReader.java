package io.leengine.rest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Reads server-sent events as a browser does. */
final class EventReader implements AutoCloseable {
    record Event(String id, String name, String data) {
    }

    final HttpResponse<InputStream> response;
    private final BufferedReader in;

    EventReader(LiveApi api, String path, String... headers) throws IOException, InterruptedException {
        var request = api.request(path).GET().header("Accept", "text/event-stream");
        if (headers.length > 0) {
            request.headers(headers);
        }
        response = api.client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        in = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    /** Returns the next event; null at the end. */
    Event next() throws IOException {
        String id = "";
        String name = "";
        String data = "";
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("event: ")) {
                name = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            } else if (line.isEmpty() && !name.isEmpty()) {
                return new Event(id, name, data);
            }
        }
        return null;
    }

    /** Returns the next event, which must be of a name and hold a text. */
    Event next(String name, String holds) throws IOException {
        Event event = next();
        if (event == null || !event.name().equals(name) || !event.data().contains(holds)) {
            throw new AssertionError("wanted " + name + " with " + holds + ", got " + event);
        }
        return event;
    }

    /** Reads as many heartbeats as there must be before any event. */
    void awaitHeartbeats(int wanted) throws IOException {
        for (int seen = 0; seen < wanted;) {
            String line = in.readLine();
            if (line == null || line.startsWith("event")) {
                throw new AssertionError("wanted heartbeats, got " + line);
            }
            seen += line.startsWith(":") ? 1 : 0;
        }
    }

    @Override
    public void close() throws IOException {
        response.body().close();
    }
}
