package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The registry alone: started by one command in an empty folder, and used by others' tools. */
class RegistryDistributionIT {
    private static final Path REGISTRY = Path.of(System.getProperty("leengine.registry"));

    @TempDir
    Path temp;

    private EngineProcess.Ports ports;
    private String host;
    private Api nobody;
    private Api administrator;

    @BeforeEach
    void up() throws Exception {
        ports = EngineProcess.Ports.free();
        host = "127.0.0.1:" + ports.http();
        String said = leengine("up", "--data", data().toString(), "--port", Integer.toString(ports.http()));
        assertFalse(said.contains("load balancer"), said);
        nobody = new Api(ports);
        String password = Files.readString(data().resolve("admin-password")).strip();
        administrator = nobody.as(nobody.post("/sessions", Map.of("name", "admin", "password", password)).expect(201)
            .at("token"));
    }

    @AfterEach
    void down() throws Exception {
        leengine("down", "--data", data().toString());
    }

    private Path data() {
        return temp.resolve("data");
    }

    private static String leengine(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(REGISTRY.resolve("bin/leengine").toString()));
        command.addAll(List.of(arguments));
        return Programs.run(command);
    }

    @Test
    void serves() throws Exception {
        administrator.post("/users", Map.of("name", "dev", "password", "a long password")).expect(201);
        administrator.post("/users", Map.of("name", "reader", "password", "another password")).expect(201);
        administrator.post("/image-groups", Map.of("name", "team")).expect(201);
        administrator.post("/images", Map.of("repository", "team/app", "group", "team")).expect(201);
        administrator.post("/image-groups/team/members", Map.of("user", "dev", "role", "DEVELOPER")).expect(201);
        administrator.post("/image-groups/team/members", Map.of("user", "reader", "role", "REPORTER")).expect(201);
        String digest = ImageLayout.write(temp.resolve("there")).digest();
        String image = "docker://" + host + "/team/app:1";

        logIn("dev", "a long password");
        assertEquals(0, skopeo("copy", "-q", "--dest-tls-verify=false", ImageLayout.named(temp.resolve("there")), image));
        assertEquals(1, skopeo("delete", "--tls-verify=false", image), "a Developer deletes nothing");

        logIn("reader", "another password");
        assertEquals(0, skopeo("copy", "-q", "--src-tls-verify=false", image, ImageLayout.named(temp.resolve("back"))));
        assertEquals(-1, Files.mismatch(ImageLayout.blob(temp.resolve("there"), digest),
            ImageLayout.blob(temp.resolve("back"), digest)));
        assertEquals(1, skopeo("copy", "-q", "--dest-tls-verify=false", ImageLayout.named(temp.resolve("there")),
            "docker://" + host + "/team/app:2"), "a Reporter pushes nothing");

        caches(digest);

        administrator.put("/image-groups/team/members/dev", Map.of("role", "MASTER")).expect(200);
        logIn("dev", "a long password");
        assertEquals(0, skopeo("delete", "--tls-verify=false", image));
        administrator.get("/images/team%2Fapp/tags/1").expect(404);
        String activity = administrator.get("/activity").expect(200).text();
        assertTrue(activity.contains("image.push") && activity.contains("image.delete-tag"), activity);
    }

    /** A registry that asks for tokens is at hand: itself. */
    private void caches(String digest) throws Exception {
        administrator.post("/image-groups", Map.of("name", "hub")).expect(201);
        administrator.post("/image-groups/hub/members", Map.of("user", "reader", "role", "REPORTER")).expect(201);
        administrator.put("/image-groups/hub/source", Map.of("url", "http://" + host, "username", "reader", "password",
            "another password")).expect(200);
        assertEquals(0, skopeo("copy", "-q", "--src-tls-verify=false", "docker://" + host + "/hub/team/app:1",
            ImageLayout.named(temp.resolve("cached"))));
        assertEquals(-1, Files.mismatch(ImageLayout.blob(temp.resolve("there"), digest),
            ImageLayout.blob(temp.resolve("cached"), digest)));
        assertEquals(digest, administrator.get("/images/hub%2Fteam%2Fapp/tags/1").expect(200).body().at("/tag/digest")
            .asString());
    }

    private void logIn(String user, String password) throws Exception {
        Process process = program("login", "--tls-verify=false", "-u", user, "--password-stdin", host);
        process.getOutputStream().write(password.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }

    private int skopeo(String... arguments) throws Exception {
        Process process = program(arguments);
        process.getInputStream().transferTo(System.out);
        return process.waitFor();
    }

    private Process program(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("skopeo", "--insecure-policy"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("REGISTRY_AUTH_FILE", temp.resolve("auth.json").toString());
        return builder.start();
    }

    @Test
    void hasNothingOfThePlatform() throws Exception {
        JsonNode paths = administrator.get("/openapi.json").expect(200).body().path("paths");
        Set<String> collections = new TreeSet<>();
        paths.propertyNames().forEach(path -> collections.add(path.split("/")[1]));
        assertTrue(collections.contains("images") && collections.contains("image-groups"), collections.toString());
        for (String other : List.of("applications", "code-builds", "cells", "load-balancer-groups", "regions")) {
            assertFalse(collections.contains(other), collections.toString());
            administrator.get("/" + other).expect(404);
        }
        String field = administrator.post("/parts", Map.of("seam", "scheduler", "name", "cell-a", "plugin",
            "io.leengine.scheduler.local", "settings", Map.of())).expect(400).at("field");
        assertEquals("seam", field);
        String help = leengine("--help");
        assertTrue(help.contains("images") && !help.contains("deploy "), help);
        assertTrue(Files.notExists(REGISTRY.resolve("testcell")));
        try (var bundles = Files.list(REGISTRY.resolve("bundles"))) {
            List<String> names = bundles.map(file -> file.getFileName().toString())
                .filter(name -> name.matches("leengine-(scheduler|lb|net|bus|build|monitor).*")).toList();
            assertEquals(List.of(), names);
        }
    }
}
