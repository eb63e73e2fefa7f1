package io.leengine.registry;

import static io.leengine.registry.RegistryClient.header;
import static io.leengine.registry.RegistryClient.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.spi.registry.RegistryStorage;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A registry for one test, and those who speak to it. */
@Timeout(60)
abstract class RegistryTest {
    @TempDir
    Path folder;
    TestRegistry registry;
    RegistryClient ann;
    RegistryClient bob;
    RegistryClient nobody;
    private final List<RegistryClient> clients = new ArrayList<>();

    @BeforeEach
    void serve() {
        registry = new TestRegistry(storage(folder.resolve("registry")), 0, patience());
        ann = client("ann");
        bob = client("bob");
        nobody = client("");
    }

    /** Returns how long the registry waits for a sender that stalls. */
    Duration patience() {
        return Duration.ofSeconds(60);
    }

    /** Opens the storage the registry is over. */
    RegistryStorage storage(Path place) {
        return TestRegistry.files(place);
    }

    @AfterEach
    void stop() {
        clients.forEach(RegistryClient::close);
        registry.close();
    }

    RegistryClient client(String user) {
        RegistryClient client = new RegistryClient(registry.url(), user);
        clients.add(client);
        return client;
    }

    static byte[] bytes(int size) {
        byte[] content = new byte[size];
        new Random().nextBytes(content);
        return content;
    }

    static void assertError(int status, String code, HttpResponse<byte[]> answer) {
        assertEquals(status, answer.statusCode(), text(answer));
        assertTrue(text(answer).startsWith("{\"errors\":[{\"code\":\"" + code + "\""), text(answer));
        assertEquals("application/json", header(answer, "Content-Type"));
    }
}
