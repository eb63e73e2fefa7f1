package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The registry as others' tools see it. */
@ExtendWith(SharedEngine.class)
class RegistryIT {
    @TempDir
    Path temp;

    @Test
    void givesBackWhatSkopeoBrought(LiveEngine engine) throws Exception {
        String pushed = ImageLayout.write(temp.resolve("there")).digest();
        String image = "docker://" + engine.registry() + "/team/copied:1";
        engine.copy(ImageLayout.named(temp.resolve("there")), image);
        engine.copy(image, ImageLayout.named(temp.resolve("back")));
        String index = Files.readString(temp.resolve("back/index.json"));
        assertTrue(index.contains(pushed), index);
        assertEquals(-1, Files.mismatch(ImageLayout.blob(temp.resolve("there"), pushed),
                ImageLayout.blob(temp.resolve("back"), pushed)));
        String tags = engine.api().get("/images/team%2Fcopied/tags").expect(200).text();
        assertTrue(tags.contains(pushed), tags);
        engine.api().delete("/images/team%2Fcopied").expect(204);
    }

    @Test
    void refusesSkopeoWithoutTheRightPassword(LiveEngine engine) throws Exception {
        ImageLayout.write(temp.resolve("there"));
        Process process = new ProcessBuilder("skopeo", "copy", "-q", "--insecure-policy", "--dest-tls-verify=false",
                "--dest-creds", "admin:wrong", ImageLayout.named(temp.resolve("there")),
                "docker://" + engine.registry() + "/team/refused:1").redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(1, process.waitFor(), said);
        assertTrue(said.contains("unauthorized") || said.contains("invalid username/password"), said);
        engine.api().get("/images/team%2Frefused").expect(404);
    }
}
