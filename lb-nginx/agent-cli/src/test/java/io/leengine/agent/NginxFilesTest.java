package io.leengine.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NginxFilesTest {
    @TempDir
    private Path temp;

    private NginxFiles files() {
        return new NginxFiles(new HostSettings(Map.of("folder", temp.resolve("state").toString())));
    }

    private Path file(String path) throws Exception {
        Path file = temp.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "secret");
    }

    @Test
    void keysAndDomainsGo() throws Exception {
        List<Path> told = List.of(file("state/nginx/certificates/a~1.pem"), file("state/nginx/state/a.json"),
            file("state/nginx/snippets/1.conf"), file("state/nginx/servers/a.conf"), file("state/nginx/run/upstreams"));
        List<Path> others = List.of(file("state/nginx/nginx.conf"), file("state/nginx/run/nginx.pid"), file("state/agent.lock"));
        files().delete();
        assertEquals(List.of(), told.stream().filter(Files::exists).toList());
        assertEquals(others, others.stream().filter(Files::exists).toList());
        files().delete();
    }

    @Test
    void whatLinksLeadToStays() throws Exception {
        Path other = file("other/certificates/key");
        file("state/nginx/certificates/a~1.pem");
        Path inner = Files.createSymbolicLink(temp.resolve("state/nginx/certificates/b"), other.getParent());
        Path outer = Files.createSymbolicLink(temp.resolve("state/nginx/snippets"), other.getParent());
        files().delete();
        assertTrue(Files.exists(other));
        for (Path each : List.of(inner, outer)) {
            assertTrue(Files.notExists(each, LinkOption.NOFOLLOW_LINKS), each.toString());
        }
        Files.move(temp.resolve("state/nginx"), temp.resolve("state/former"));
        Files.createSymbolicLink(temp.resolve("state/nginx"), other.getParent().getParent());
        files().delete();
        assertTrue(Files.exists(other));
    }

    @Test
    void whereThereIsNoneNothingIsToBeDone() throws Exception {
        files().delete();
        Files.createDirectory(temp.resolve("state"));
        files().delete();
    }
}
