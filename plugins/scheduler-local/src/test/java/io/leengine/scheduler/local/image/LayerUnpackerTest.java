package io.leengine.scheduler.local.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives, honest and not, and what becomes of them on disk. */
class LayerUnpackerTest {
    private static final Owner SELF = new Owner(OptionalInt.empty());

    @TempDir
    private Path folder;
    private Path root;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes);

    @BeforeEach
    void makeRoot() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        Files.writeString(folder.resolve("outside"), "untouched");
    }

    private void file(String name, String text) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(text.length());
        tar.putArchiveEntry(entry);
        tar.write(text.getBytes(StandardCharsets.US_ASCII));
        tar.closeArchiveEntry();
    }

    private void link(String name, byte type, String target) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
        entry.setLinkName(target);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    private LayerUnpacker.Removals unpack(LayerUnpacker.Limits limits) throws IOException {
        tar.finish();
        return new LayerUnpacker(root, SELF, limits).unpack(new ByteArrayInputStream(bytes.toByteArray()));
    }

    private LayerUnpacker.Removals unpack() throws IOException {
        return unpack(new LayerUnpacker.Limits(1_000, 100));
    }

    private void refused() throws IOException {
        assertEquals(ErrorCode.INVALID, assertThrows(EngineException.class, this::unpack).code());
        assertEquals("untouched", Files.readString(folder.resolve("outside")));
        assertFalse(Files.exists(folder.resolve("evil")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "a/../../evil", "/evil", "a/..", ".."})
    void namesThatLeaveAreRefused(String name) throws IOException {
        file(name, "x");
        refused();
    }

    @Test
    void anEntryThroughALinkIsRefused() throws IOException {
        link("door", TarConstants.LF_SYMLINK, "..");
        file("door/evil", "x");
        refused();
    }

    @Test
    void aFileOnALinkReplacesTheLinkAndNotItsTarget() throws IOException {
        link("door", TarConstants.LF_SYMLINK, "../outside");
        file("door", "inside");
        unpack();
        assertEquals("untouched", Files.readString(folder.resolve("outside")));
        assertEquals("inside", Files.readString(root.resolve("door")));
    }

    @Test
    void aHardLinkToOutsideIsRefused() throws IOException {
        link("door", TarConstants.LF_LINK, "../outside");
        refused();
    }

    @Test
    void aHardLinkThroughALinkIsRefused() throws IOException {
        link("door", TarConstants.LF_SYMLINK, "..");
        link("stolen", TarConstants.LF_LINK, "door/outside");
        refused();
    }

    @Test
    void tooMuchIsRefused() throws IOException {
        file("a", "x".repeat(600));
        file("b", "x".repeat(600));
        refused();
    }

    @Test
    void tooManyEntriesAreRefused() throws IOException {
        for (int i = 0; i <= 100; i++) {
            file("f" + i, "");
        }
        refused();
    }

    @Test
    void linksAndFilesComeOutAsTheyWere() throws IOException {
        file("bin/tool", "content");
        link("bin/same", TarConstants.LF_LINK, "bin/tool");
        link("alias", TarConstants.LF_SYMLINK, "/bin/tool");
        unpack();
        assertEquals("content", Files.readString(root.resolve("bin/same")));
        assertEquals(Files.getAttribute(root.resolve("bin/tool"), "unix:ino"),
            Files.getAttribute(root.resolve("bin/same"), "unix:ino"));
        assertEquals(Path.of("/bin/tool"), Files.readSymbolicLink(root.resolve("alias")));
    }

    @Test
    void whiteoutsTakeAwayFromLowerLayersWithoutFollowingTheirLinks() throws IOException {
        Path lower = Files.createDirectory(folder.resolve("lower"));
        Files.createDirectories(lower.resolve("etc/old"));
        Files.writeString(lower.resolve("etc/gone"), "x");
        Files.writeString(lower.resolve("etc/old/file"), "x");
        Files.createSymbolicLink(lower.resolve("door"), folder);
        file("etc/.wh.gone", "");
        file("etc/old/.wh..wh..opq", "");
        file("etc/old/new", "y");
        file("door/.wh.outside", "");
        LayerUnpacker.Removals removals = unpack();
        Path merged = Files.createDirectory(folder.resolve("merged"));
        RootAssembler assembler = new RootAssembler(merged, SELF);
        assembler.add(lower, new LayerUnpacker.Removals(List.of(), List.of()));
        assembler.add(root, removals);
        assembler.finish("/work");
        assertFalse(Files.exists(merged.resolve("etc/gone")));
        assertFalse(Files.exists(merged.resolve("etc/old/file")));
        assertTrue(Files.exists(merged.resolve("etc/old/new")));
        assertTrue(Files.isDirectory(merged.resolve("work"), LinkOption.NOFOLLOW_LINKS));
        assertEquals("untouched", Files.readString(folder.resolve("outside")));
    }
}
