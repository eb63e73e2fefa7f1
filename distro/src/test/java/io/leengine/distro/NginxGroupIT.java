package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * What the how-to 'Serve through nginx hosts' says, done: an etcd with certificates and users, a group, a host that joins by one
 * command with the rights named there and no others, an application that is served by it, and a host that leaves. Between, bundles
 * of both sides are replaced under load.
 */
@ExtendWith(SharedEngine.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NginxGroupIT {
    private static final String GROUP = "edge";
    private static final String NAME = "fronted";
    private static final String HOST = NAME + ".localhost";
    private static final String PLUGIN = "leengine-lb-nginx";
    private static final String AGENT = "leengine-lb-nginx-agent";
    private static final String HIDDEN = "not-to-be-seen";
    private static final int SOME = 300;
    private static LiveEngine engine;
    private static SecureEtcd etcd;
    private static NginxHostProcess one;
    private static NginxHostProcess two;
    @TempDir
    private static Path folder;

    @BeforeAll
    static void setUp(LiveEngine shared) throws Exception {
        engine = shared;
        // nginx' workers pass it.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        etcd = new SecureEtcd(folder.resolve("etcd"));
        etcd.user("leengine", HIDDEN);
        etcd.grant("leengine", "--prefix=true", "readwrite", "leengine:");
        for (String name : List.of("one", "two")) {
            etcd.user(name, HIDDEN + name);
            etcd.grant(name, "read", "leengine:");
            etcd.grant(name, "--prefix=true", "read", "leengine:/slb/" + GROUP + "/");
            etcd.grant(name, "--prefix=true", "readwrite", "leengine:/slb-hosts/" + GROUP + "/" + name + "/");
            etcd.grant(name, "--prefix=true", "readwrite", "leengine:/slb-answers/" + GROUP + "/");
        }
        etcd.enableUsers();
        part("bus", "etcd", "io.leengine.bus.etcd", Map.of("endpoints", etcd.address(), "ca",
                Files.readString(etcd.authority()), "user", "leengine", "password", HIDDEN));
        part("load-balancer", GROUP, "io.leengine.loadbalancer.nginx", Map.of("bus", "etcd", "ranges",
                "127.0.0.0/8, 10.0.0.0/8"));
        one = new NginxHostProcess(folder.resolve("one"), "one");
        two = new NginxHostProcess(folder.resolve("two"), "two");
    }

    @AfterAll
    static void remove() throws Exception {
        if (etcd == null) {
            return; // nothing was begun
        }
        try {
            engine.remove(NAME);
            new Swaps(engine).restore(PLUGIN);
            engine.api().delete("/parts/load-balancer/" + GROUP).expect(204);
            engine.api().delete("/parts/bus/etcd").expect(204);
        } finally {
            one.end();
            two.end();
            etcd.close();
        }
    }

    private static void part(String seam, String name, String plugin, Map<String, String> settings) {
        Map<String, Object> part = new HashMap<>(Map.of("seam", seam, "name", name, "plugin", plugin, "settings", settings));
        engine.api().post("/parts", part).expect(201);
    }

    private static List<String> joining(String host) throws Exception {
        Path password = folder.resolve(host + ".password");
        Files.writeString(password, HIDDEN + host + "\n");
        return List.of("--group", GROUP, "--etcd", etcd.address(), "--etcd-ca", etcd.authority().toString(), "--etcd-user", host,
                "--etcd-password-file", password.toString());
    }

    private static JsonNode group() {
        return engine.api().get("/parts/load-balancer/" + GROUP).expect(200).body();
    }

    private static void awaitGroup(String state) throws Exception {
        Await.until("the group to be " + state, LiveEngine.LONG, () -> Await.unless(
                state.equals(group().path("health").path("state").asString("")), group().path("health").toString()));
    }

    private static void awaitServed(NginxHostProcess host, String version) throws Exception {
        Await.until("version " + version + " at " + host.address(), LiveEngine.LONG, () -> {
            Answer answer = engine.nobody().fetchAt(host.address(), HOST);
            return Await.unless(answer.status() == 200 && answer.at("version").equals(version), answer.status() + " "
                    + answer.text());
        });
    }

    @Test
    @Order(1)
    void aHostWithoutTheRightsIsRefusedInWords() throws Exception {
        List<String> options = new ArrayList<>(joining("two"));
        options.set(options.indexOf("--group") + 1, "other");
        List<String> command = new ArrayList<>(List.of(NginxHostProcess.HOME.resolve("bin/leengine-agent").toString(), "join",
                "--name", "two", "--listen", two.address(), "--folder", folder.resolve("refused").toString(), "--settings",
                folder.resolve("refused-settings/agent.properties").toString()));
        command.addAll(options);
        NginxHostProcess.Result refused = NginxHostProcess.program(command);
        assertEquals(6, refused.exitCode(), refused.said());
        assertTrue(refused.said().contains("user 'two' may not do this"), refused.said());
        assertFalse(refused.said().contains(HIDDEN), refused.said());
        assertFalse(Files.exists(folder.resolve("refused-settings")), "nothing is written before all is well");
    }

    @Test
    @Order(2)
    void aHostJoinsByOneCommandAndServes() throws Exception {
        one.join(joining("one"));
        awaitGroup("UP");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(one.settings())));
        assertFalse(Files.readString(one.settings()).contains(HIDDEN), "secrets are in files of their own");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(
                one.settings().resolveSibling("bus-password"))));
        engine.api().post("/images", Map.of("repository", NAME)).expect(201);
        engine.copy("docker://" + engine.registry() + "/hello:" + engine.tag(), "docker://" + engine.registry() + "/" + NAME + ":"
                + engine.tag());
        engine.api().post("/applications", Map.of("name", NAME, "group", "public")).expect(201);
        engine.deploy(NAME, "one", 1, 100).expect(201);
        engine.awaitReady(NAME, 2);
        engine.awaitServed(NAME, "one");
        String seen = engine.api().get("/applications/" + NAME).tag().orElseThrow();
        engine.api().send("PATCH", "/applications/" + NAME, Map.of("group", GROUP), Map.of("If-Match", seen)).expect(200);
        awaitServed(one, "one");
        Await.until("the former group to let go", LiveEngine.LONG, () -> Await.unless(
                engine.nobody().fetch(HOST).status() == 404, "it serves " + HOST));
    }

    @Test
    @Order(3)
    void aSecondHostServesAllThereIs() throws Exception {
        two.join(joining("two"));
        awaitServed(two, "one");
        // It says so once its nginx serves.
        List<String> members = List.of("leengine:/slb-hosts/edge/one/member", "leengine:/slb-hosts/edge/two/member");
        Await.until("both hosts to belong to the group", LiveEngine.LONG, () -> {
            List<String> there = etcd.keys("leengine:/slb-hosts/").stream().filter(key -> key.endsWith("/member")).toList();
            return Await.unless(members.equals(there), there.toString());
        });
        awaitGroup("UP");
    }

    @Test
    @Order(4)
    void theGroupsBundleIsReplacedUnderLoad() throws Exception {
        Swaps swaps = new Swaps(engine);
        long nginx = one.nginx().orElseThrow();
        Map<String, String> before = without(swaps.state().bundles(), PLUGIN);
        try (SteadyLoad load = new SteadyLoad(List.of(one.address(), two.address()), HOST)) {
            load.more(SOME);
            Answer swap = swaps.done(swaps.install(newer(Swaps.file(PLUGIN), "0.1.90")));
            assertEquals(1, swap.body().path("touched").size(), swap.text());
            load.more(SOME);
            weigh("two");
            load.more(SOME);
        }
        assertEquals("0.1.90", swaps.version(PLUGIN));
        assertEquals(before, without(swaps.state().bundles(), PLUGIN));
        assertEquals(nginx, one.nginx().orElseThrow());
    }

    private static Map<String, String> without(Map<String, String> bundles, String name) {
        Map<String, String> others = new TreeMap<>(bundles);
        others.remove(name);
        return others;
    }

    private static byte[] newer(Path bundle, String version) throws Exception {
        Path file = Files.createTempFile(folder, "newer", ".jar");
        return Files.readAllBytes(RepackedBundle.of(bundle).named(Swaps.symbolicName(bundle), version).write(file));
    }

    /** Deploys a version and sends it all traffic; it has it when both hosts say so. */
    private static void weigh(String version) throws Exception {
        engine.deploy(NAME, version, 1, 0).expect(201);
        take(version);
    }

    private static void take(String version) throws Exception {
        engine.awaitReady(NAME, 4);
        String last = engine.api().get("/applications/" + NAME + "/versions").expect(200).body().path("items").valueStream()
                .map(each -> each.path("name").asString()).max(String::compareTo).orElseThrow();
        engine.api().put("/applications/" + NAME + "/weights", Map.of("weights", Map.of(last, 100))).expect(200);
        awaitServed(one, version);
        awaitServed(two, version);
        for (JsonNode each : engine.api().get("/applications/" + NAME + "/versions").expect(200).body().path("items")) {
            if (!each.path("name").asString().equals(last)) {
                engine.api().delete("/applications/" + NAME + "/versions/" + each.path("name").asString());
            }
        }
        engine.awaitReady(NAME, 2);
    }

    @Test
    @Order(5)
    void theAgentsBundleIsReplacedUnderLoad() throws Exception {
        long nginx = one.nginx().orElseThrow();
        List<String> before = one.bundles().stream().filter(line -> !line.contains(AGENT)).toList();
        Path newer = folder.resolve("newer-agent.jar");
        try (SteadyLoad load = new SteadyLoad(List.of(one.address(), two.address()), HOST)) {
            load.more(SOME);
            Files.write(newer, newer(Swaps.file(NginxHostProcess.HOME.resolve("bundles"), AGENT), "0.1.90"));
            NginxHostProcess.Result result = one.command("update", newer.toString());
            assertEquals(0, result.exitCode(), result.said() + one.said());
            load.more(SOME);
            awaitGroup("UP");
            weigh("three");
            load.more(SOME);
        }
        assertTrue(one.bundles().stream().anyMatch(line -> line.contains(AGENT + "  0.1.90 ACTIVE ")), one.status().said());
        assertEquals(before, one.bundles().stream().filter(line -> !line.contains(AGENT)).toList());
        assertEquals(nginx, one.nginx().orElseThrow());
    }

    @Test
    @Order(6)
    void aBrokenAgentsBundleIsTakenBack() throws Exception {
        Path broken = folder.resolve("broken-agent.jar");
        RepackedBundle.of(Swaps.file(NginxHostProcess.HOME.resolve("bundles"), AGENT)).named(AGENT, "0.1.91")
                .importing("io.leengine.model;version=\"[99,100)\"").write(broken);
        NginxHostProcess.Result result = one.command("update", broken.toString());
        assertEquals(1, result.exitCode(), result.said());
        assertTrue(result.said().contains("was taken back"), result.said());
        assertTrue(one.bundles().stream().anyMatch(line -> line.contains(AGENT + "  0.1.90 ACTIVE ")), one.status().said());
        awaitGroup("UP");
    }

    @Test
    @Order(7)
    void theLossOfAnAgentDoesNotTouchNginx() throws Exception {
        long nginx = one.nginx().orElseThrow();
        try (SteadyLoad load = new SteadyLoad(List.of(one.address()), HOST)) {
            one.killAgent();
            load.more(SOME);
            one.run();
            awaitGroup("UP");
            weigh("four");
            load.more(SOME);
        }
        assertEquals(nginx, one.nginx().orElseThrow());
        assertTrue(one.bundles().stream().anyMatch(line -> line.contains(AGENT + "  0.1.90 ACTIVE ")), "an update is kept");
    }

    @Test
    @Order(8)
    void theEngineKilledInTheMiddleOfAChangeDoesNotTouchNginx() throws Exception {
        long nginx = one.nginx().orElseThrow();
        try (SteadyLoad load = new SteadyLoad(List.of(one.address(), two.address()), HOST)) {
            load.more(SOME);
            engine.deploy(NAME, "killed", 1, 0).expect(201);
            engine.killAndStart(() -> load.more(SOME));
            take("killed");
            load.more(SOME);
        }
        awaitGroup("UP");
        assertEquals(nginx, one.nginx().orElseThrow());
    }

    @Test
    @Order(9)
    void aHostLeaves() throws Exception {
        long nginx = two.nginx().orElseThrow();
        NginxHostProcess.Result left = two.command("leave");
        assertEquals(0, left.exitCode(), left.said());
        two.awaitAgentsEnd();
        assertTrue(left.said().contains("nginx has ended"), left.said());
        assertTrue(ProcessHandle.of(nginx).isEmpty());
        assertFalse(Files.exists(two.settings()));
        assertFalse(Files.exists(two.settings().resolveSibling("bus-password")));
        assertFalse(Files.exists(folder.resolve("two/state/nginx/certificates")), "keys of certificates go, too");
        awaitGroup("UP");
        assertEquals(List.of(), etcd.keys("leengine:/slb-hosts/edge/two/"));
        engine.deploy(NAME, "five", 1, 100).expect(201);
        awaitServed(one, "five");
    }
}
