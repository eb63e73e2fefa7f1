package io.leengine.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.registry.fs.FileRegistryStorage;
import io.leengine.spi.registry.RegistryStorage;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls over the end of one storage and the coming of the next. */
@Timeout(30)
class CurrentStorageTest {
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private final CurrentStorage current = new CurrentStorage(Duration.ofSeconds(10));

    private RegistryStorage storage() {
        return new FileRegistryStorage("default", folder);
    }

    /** What happens when a storage is called. */
    private interface AtCall {
        void run(String method, Object[] arguments);
    }

    /** A real storage to which something happens before each call. */
    private RegistryStorage when(AtCall atCall) {
        RegistryStorage real = storage();
        return (RegistryStorage) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {RegistryStorage.class},
            (proxy, method, arguments) -> {
                if (method.getDeclaringClass() == Object.class) {
                    return method.getName().equals("equals") ? proxy == arguments[0] : System.identityHashCode(proxy);
                }
                atCall.run(method.getName(), arguments);
                try {
                    return method.invoke(real, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });
    }

    private static EngineException closed() {
        return new EngineException(ErrorCode.UNAVAILABLE, "closed");
    }

    @Test
    void nothingIsAwaitedBeforeTheFirst() throws Exception {
        assertEquals(Optional.empty(), current.get());
    }

    @Test
    void aCallWaitsForTheSuccessor() throws Exception {
        RegistryStorage first = storage();
        current.come(first);
        current.go(first);
        CompletableFuture<String> begun = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                begun.complete(current.get().orElseThrow().beginUpload("a"));
            } catch (InterruptedException | RuntimeException e) {
                begun.completeExceptionally(e);
            }
        });
        current.come(storage());
        assertEquals(Optional.of(0L), storage().uploadSize("a", begun.get()));
    }

    @Test
    void aCallThatTheOldTurnsAwayGoesToTheNew() throws Exception {
        RegistryStorage[] old = new RegistryStorage[1];
        old[0] = when((method, arguments) -> {
            current.go(old[0]);
            current.come(storage());
            throw closed();
        });
        current.come(old[0]);
        assertEquals(Optional.empty(), current.tag("a", "1"));
    }

    @Test
    void aCallFromWhichTheClassesWereTakenGoesToTheNew() throws Exception {
        RegistryStorage[] old = new RegistryStorage[1];
        old[0] = when((method, arguments) -> {
            current.go(old[0]);
            current.come(storage());
            throw new NoClassDefFoundError("io/leengine/Gone");
        });
        current.come(old[0]);
        assertEquals(Optional.empty(), current.tag("a", "1"));
    }

    @Test
    void contentThatWasReadIsNotSentTwice() throws Exception {
        String upload = storage().beginUpload("a");
        RegistryStorage[] old = new RegistryStorage[1];
        old[0] = when((method, arguments) -> {
            try {
                assertEquals(CONTENT[0], ((InputStream) arguments[3]).read());
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            current.go(old[0]);
            current.come(storage());
            throw closed();
        });
        current.come(old[0]);
        EngineException error = assertThrows(EngineException.class,
            () -> current.append("a", upload, 0, new ByteArrayInputStream(CONTENT)));
        assertEquals(ErrorCode.UNAVAILABLE, error.code());
        assertEquals(CONTENT.length, current.append("a", upload, 0, new ByteArrayInputStream(CONTENT)));
        current.commitUpload("a", upload, Digest.of(CONTENT));
        assertTrue(current.hasBlob("a", Digest.of(CONTENT)));
    }

    @Test
    void aStorageThatStaysSpeaksForItself() {
        current.come(when((method, arguments) -> {
            throw closed();
        }));
        assertEquals(ErrorCode.UNAVAILABLE, assertThrows(EngineException.class, () -> current.tag("a", "1")).code());
    }
}
