package io.leengine.registry;

import static io.leengine.registry.RegistryClient.header;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Digest;
import io.leengine.spi.registry.DownloadLinks;
import io.leengine.spi.registry.RegistryStorage;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A storage that gives links to what it holds. */
class DownloadLinksTest extends RegistryTest {
    private volatile boolean linking = true;

    /** The storage that there is, with links that lead back to the registry, to a public repository. */
    private RegistryStorage linking(RegistryStorage real) {
        return (RegistryStorage) Proxy.newProxyInstance(getClass().getClassLoader(),
            new Class<?>[] {RegistryStorage.class, DownloadLinks.class}, (proxy, method, arguments) -> switch (method.getName()) {
                case "downloadLink" -> link((Digest) arguments[0], (Duration) arguments[1]);
                case "ability" -> Optional.of(proxy).filter(((Class<?>) arguments[0])::isInstance);
                case "equals" -> proxy == arguments[0];
                default -> method.invoke(real, arguments);
            });
    }

    private Optional<URI> link(Digest blob, Duration life) {
        assertTrue(life.compareTo(Duration.ofHours(1)) <= 0);
        return linking ? Optional.of(URI.create(registry.url() + "/v2/public/a/blobs/" + blob + "?signed=%2F"))
            : Optional.empty();
    }

    @Test
    void aClientIsSentToWhereABlobLies() throws Exception {
        RegistryStorage storage = linking(registry.storage.orElseThrow());
        CurrentStorage current = new CurrentStorage(Duration.ZERO);
        current.come(storage);
        registry.storage = Optional.of(current);
        byte[] content = bytes(1000);
        String path = "/v2/a/blobs/" + ann.blob("a", content);
        var answer = ann.get(path, "Range", "bytes=0-9");
        assertEquals(307, answer.statusCode());
        assertEquals(registry.url() + "/v2/public/a/blobs/" + Digest.of(content) + "?signed=%2F", header(answer, "Location"));
        assertEquals("no-store", header(answer, "Cache-Control"));
        assertEquals(Digest.of(content).toString(), header(answer, "Docker-Content-Digest"));
        assertEquals(200, ann.status("HEAD", path));
        assertEquals(404, ann.status("GET", "/v2/b/blobs/" + Digest.of(content)));
        assertEquals(401, nobody.status("GET", path), "whoever may not read it gets no link");
        linking = false;
        assertArrayEquals(content, ann.get(path).body());
        current.go(storage);
        assertEquals(Optional.empty(), current.ability(DownloadLinks.class));
    }
}
