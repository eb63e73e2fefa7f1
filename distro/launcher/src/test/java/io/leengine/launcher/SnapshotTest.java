package io.leengine.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {
    @TempDir
    Path temp;

    @Test
    void aRebuildWithTheSameContentIsNoChange() throws IOException {
        Path bundle = Files.writeString(temp.resolve("a b.jar"), "one");
        Snapshot before = written(Snapshot.of("here", List.of(bundle), Snapshot.none()));
        Files.setLastModifiedTime(bundle, FileTime.fromMillis(1));
        assertTrue(Snapshot.of("here", List.of(bundle), before).sameContent(before));
        Files.writeString(bundle, "two");
        assertFalse(Snapshot.of("here", List.of(bundle), before).sameContent(before));
    }

    @Test
    void anotherOriginOrListIsAChange() throws IOException {
        Path bundle = Files.writeString(temp.resolve("a.jar"), "one");
        Snapshot before = Snapshot.of("here", List.of(bundle), Snapshot.none());
        assertFalse(Snapshot.of("there", List.of(bundle), before).sameContent(before));
        assertFalse(Snapshot.of("here", List.of(), before).sameContent(before));
    }

    @Test
    void aTornRecordCountsAsNone() throws IOException {
        Path record = Files.writeString(temp.resolve("record"), "here\nabc 12");
        assertEquals(Snapshot.none(), Snapshot.read(record));
    }

    private Snapshot written(Snapshot snapshot) throws IOException {
        Path record = temp.resolve("record");
        snapshot.write(record);
        assertEquals(snapshot, Snapshot.read(record));
        return Snapshot.read(record);
    }
}
