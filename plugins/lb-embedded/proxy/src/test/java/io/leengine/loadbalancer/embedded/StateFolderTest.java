package io.leengine.loadbalancer.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.leengine.model.Endpoint;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.Upstream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
    private static final StatedDomain DOMAIN = new StatedDomain(
        new DomainSpec("hello.example.org", Duration.ofSeconds(3), Duration.ofMillis(20), Long.MAX_VALUE),
        List.of(new Upstream(new Endpoint("::1", 1), 0, "v 1\n", "", "ä%&+\t"),
            new Upstream(new Endpoint("127.0.0.1", 65_535), 1_000_000, "v2", "cell", "i-2")));

    @TempDir
    private Path folder;

    @Test
    void whatWasSavedIsLoaded() {
        new StateFolder(folder).save(DOMAIN);
        assertEquals(List.of(DOMAIN), new StateFolder(folder).load());
    }

    @Test
    void aHostOfTheGreatestLengthHasAFile() {
        String host = ("a".repeat(49) + ".").repeat(5) + "org";
        StatedDomain longest = new StatedDomain(DomainSpec.of(host), List.of());
        new StateFolder(folder).save(longest);
        assertEquals(List.of(longest), new StateFolder(folder).load());
    }

    @Test
    void whatIsDeletedIsGone() {
        StateFolder state = new StateFolder(folder);
        state.save(DOMAIN);
        state.delete("hello.example.org");
        state.delete("hello.example.org");
        assertEquals(List.of(), new StateFolder(folder).load());
    }

    @Test
    void aWriteThatWasCutShortLeavesTheOldState() throws Exception {
        new StateFolder(folder).save(DOMAIN);
        Path torn = folder.resolve("domains/.new-7");
        Files.writeString(torn, DOMAIN.format().substring(0, 40));
        assertEquals(List.of(DOMAIN), new StateFolder(folder).load());
        assertFalse(Files.exists(torn));
    }

    @Test
    void everyTornTextIsNoticed() {
        String whole = DOMAIN.format();
        for (int length = 0; length < whole.length() - 1; length++) {
            String torn = whole.substring(0, length);
            assertThrows(IllegalArgumentException.class, () -> StatedDomain.parse(torn), torn);
        }
    }

    @Test
    void anUnreadableDomainDoesNotKeepTheOthersFromServing() throws Exception {
        new StateFolder(folder).save(DOMAIN);
        Files.write(folder.resolve("domains/broken.example.org"), new byte[] {(byte) 0xFF, 0, 1});
        Files.writeString(folder.resolve("domains/other.example.org"), DOMAIN.format());
        StateFolder state = new StateFolder(folder);
        assertEquals(List.of(DOMAIN), state.load());
        assertEquals(2, state.unreadable());
        try (GroupFixture group = new GroupFixture(folder)) {
            assertEquals(Health.State.UP, group.group().health().state(), "what was put aside is no news twice");
            assertEquals(1, group.group().domains(GroupFixture.context()).size());
        }
    }

    @Test
    void namesForAddressesAreRefused() throws Exception {
        try (GroupFixture group = new GroupFixture(folder)) {
            Upstream named = new Upstream(new Endpoint("localhost", 80), 1, "v", "c", "i");
            EngineException refused = assertThrows(EngineException.class, () -> group.serve(named));
            assertEquals(ErrorCode.INVALID, refused.code());
            EngineException path = assertThrows(EngineException.class,
                () -> group.group().deleteDomain(GroupFixture.context(), "../x"));
            assertEquals(ErrorCode.INVALID, path.code());
        }
    }
}
