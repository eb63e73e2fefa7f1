package io.leengine.cli.bench;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.http.ApiClient;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Fills one cell through the engine: many applications, a version each, some instances each. */
final class FullCell {
    private static final String TAG = "1";
    /** No node pulls it, so it may be empty. */
    private static final String IMAGE = """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}""";
    private static final String IMAGE_TYPE = "application/vnd.oci.image.index.v1+json";
    /** The registry grants a token for so many repositories at most. */
    private static final int SCOPES = 32;
    private static final int CREATED = 201;
    private static final int PAGE = 1_000;

    private final ApiClient api;
    private final String cell;

    FullCell(ApiClient api, String cell) {
        this.api = api;
        this.cell = cell;
    }

    /** Gives the images of so many applications a tag. */
    void pushImages(int count, String password) throws InterruptedException {
        try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (int first = 0; first < count; first += SCOPES) {
                int from = first;
                int some = Math.min(SCOPES, count - first);
                String token = token(http, password, IntStream.range(from, from + some).mapToObj(ManyApplications::name).toList());
                ManyApplications.inParallel(some, done -> { }, number -> push(http, token,
                    ManyApplications.name(from + number)));
            }
        }
    }

    private String token(HttpClient http, String password, List<String> repositories) {
        String scopes = repositories.stream().map(name -> "scope=" + URLEncoder.encode("repository:" + name + ":pull,push",
            StandardCharsets.UTF_8)).collect(Collectors.joining("&"));
        String basic = Base64.getEncoder().encodeToString(("admin:" + password).getBytes(StandardCharsets.UTF_8));
        String answer = send(http, HttpRequest.newBuilder(api.engine().resolve("/v2/token?" + scopes))
            .header("Authorization", "Basic " + basic), 200);
        return JsonMapper.shared().readTree(answer).path("token").asString();
    }

    private void push(HttpClient http, String token, String repository) {
        send(http, HttpRequest.newBuilder(api.engine().resolve("/v2/" + repository + "/manifests/" + TAG))
            .header("Authorization", "Bearer " + token).header("Content-Type", IMAGE_TYPE)
            .PUT(BodyPublishers.ofString(IMAGE)), CREATED);
    }

    private static String send(HttpClient http, HttpRequest.Builder request, int expected) {
        try {
            var answer = http.send(request.timeout(Clients.LIMIT).build(), BodyHandlers.ofString());
            if (answer.statusCode() != expected) {
                throw new CommandException(ExitCode.FAILED, "The registry answered " + answer.statusCode() + ": "
                    + answer.body(), "");
            }
            return answer.body();
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, "The registry does not answer: " + e.getMessage(), "", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException(ExitCode.FAILED, "Interrupted.", "", e);
        }
    }

    /** Deploys a version to each of the first so many applications. */
    void deploy(int count, int instances, IntConsumer progress) throws InterruptedException {
        Map<String, Object> version = Map.of("tag", TAG, "cells", Map.of(cell, instances), "settings",
            Map.of("cpuMillis", 100, "memoryBytes", 64L << 20));
        ManyApplications.inParallel(count, progress, number ->
            api.post("/applications/" + ManyApplications.name(number) + "/versions", version));
    }

    /** Returns how many instances the engine knows in the cell; -1 while the cell is not up. */
    int known() {
        JsonNode known = api.get("/cells/" + cell).body();
        return known.at("/health/state").asString("").equals("UP") ? known.path("nodes").valueStream()
            .mapToInt(node -> node.path("instances").asInt()).sum() : -1;
    }

    /** Returns how many instances of all applications are ready, as the engine has it. */
    int ready() {
        int ready = 0;
        String path = "/applications?limit=" + PAGE;
        String after = "";
        do {
            JsonNode page = api.get(path + after).body();
            ready += page.path("items").valueStream().mapToInt(each -> each.path("ready").asInt()).sum();
            after = page.path("next").isString() ? "&after=" + ApiClient.segment(page.path("next").asString()) : null;
        } while (after != null);
        return ready;
    }

    /** A count that is looked at again and again. */
    @FunctionalInterface
    interface Count {
        int now();
    }

    /**
     * Waits until a count is what it shall be.
     *
     * @param stall without any growth for so long it never will be
     */
    static void await(String what, int wanted, Count count, Duration look, Duration stall, IntConsumer progress)
            throws InterruptedException {
        int most = Integer.MIN_VALUE;
        long grewAt = System.nanoTime();
        for (int now = count.now(); now != wanted; now = count.now()) {
            progress.accept(now);
            if (now > most) {
                most = now;
                grewAt = System.nanoTime();
            } else if (System.nanoTime() - grewAt > stall.toNanos()) {
                throw new CommandException(ExitCode.FAILED, what + ": there are " + now + " of " + wanted + ", and for "
                    + stall.toSeconds() + " s no more.", "");
            }
            Thread.sleep(look);
        }
    }
}
