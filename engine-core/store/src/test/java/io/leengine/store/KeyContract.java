package io.leengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.leengine.engine.domain.SigningKey;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the store does with keys that sign tokens, on any database. */
abstract class KeyContract extends CollectionContract {
    private static SigningKey key(long number, String id) {
        return new SigningKey(number, id, "sealed:1:" + id, Samples.NOW, Samples.NOW.plusSeconds(120));
    }

    @Test
    void keepsSigningKeysInTheirOrderAndEachNumberOnce() {
        write(s -> {
            s.keys().insert(key(10, "a"));
            s.keys().insert(key(9, "b"));
        });
        assertEquals(List.of(key(9, "b"), key(10, "a")), read(s -> s.keys().signing()));
        EngineException taken = assertThrows(EngineException.class, () -> write(s -> s.keys().insert(key(10, "c"))));
        assertEquals(ErrorCode.ALREADY_EXISTS, taken.code());
        write(s -> s.keys().delete(9));
        write(s -> s.keys().delete(9));
        assertEquals(List.of(key(10, "a")), read(s -> s.keys().signing()));
    }
}
