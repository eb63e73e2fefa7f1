package io.leengine.engine.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.domain.User;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.engine.store.Store;
import io.leengine.model.Credentials;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstAdministratorTest {
    @TempDir
    private Path data;
    private final MemoryStore store = new MemoryStore();
    private final Passwords passwords = new Passwords();

    private String password() throws IOException {
        return Files.readString(data.resolve(FirstAdministrator.FILE)).strip();
    }

    private User admin() {
        return store.read(session -> session.users().byName("admin")).orElseThrow();
    }

    @Test
    void itIsMadeOnceAndItsPasswordIsForItsOwnerOnly() throws Exception {
        FirstAdministrator first = new FirstAdministrator(store, passwords, data);
        first.ensure();
        String password = password();
        assertEquals("rw-------",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(FirstAdministrator.FILE))));
        assertTrue(admin().administrator());
        assertTrue(passwords.matches(password, admin().passwordHash()));
        first.ensure();
        assertEquals(password, password());
        assertEquals(1, store.read(session -> session.users().list(Optional.empty(), 9)).size());
    }

    @Test
    void anEngineThatDiedBetweenFileAndUserCostsNothing() throws Exception {
        Store dies = new Store() {
            @Override
            public <T> T read(Work<T> work) {
                return store.read(work);
            }

            @Override
            public <T> T write(Work<T> work) {
                throw new EngineException(ErrorCode.UNAVAILABLE, "died");
            }
        };
        assertThrows(EngineException.class, () -> new FirstAdministrator(dies, passwords, data).ensure());
        assertFalse(password().isEmpty(), "the file was first");
        Files.writeString(data.resolve(FirstAdministrator.FILE + ".new"), "half of one");
        new FirstAdministrator(store, passwords, data).ensure();
        assertTrue(passwords.matches(password(), admin().passwordHash()));
    }

    @Test
    void whereTheFileCannotBeThereIsNoUser() {
        FirstAdministrator first = new FirstAdministrator(store, passwords, data.resolve("absent"));
        assertEquals(ErrorCode.UNAVAILABLE, assertThrows(EngineException.class, first::ensure).code());
        assertTrue(store.read(session -> session.users().byName("admin")).isEmpty());
    }

    @Test
    void aRobotIsKnownByItsSecretOnly() {
        Robots robots = new Robots(new StoredKeyRing(store));
        Credentials pull = robots.credentials(Robots.Task.PULL, "hello");
        assertEquals(Optional.of(new Robots.Robot(Robots.Task.PULL, "hello")),
            robots.authenticate(pull.name(), pull.secret()));
        assertEquals(pull, new Robots(new StoredKeyRing(store)).credentials(Robots.Task.PULL, "hello"));
        assertEquals(Optional.empty(), robots.authenticate(pull.name(), pull.secret() + "x"));
        assertEquals(Optional.empty(), robots.authenticate(pull.name(), ""));
        assertEquals(Optional.empty(), robots.authenticate(pull.name() + "2", pull.secret()));
        assertEquals(Optional.empty(), robots.authenticate(pull.name().replace("pull", "build"), pull.secret()));
        assertEquals(Optional.empty(), robots.authenticate("hello", pull.secret()));
        assertEquals(Optional.empty(), new Robots(new StoredKeyRing(new MemoryStore()))
            .authenticate(pull.name(), pull.secret()), "another platform's");
    }
}
