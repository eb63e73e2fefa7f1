package io.leengine.scheduler.k8s.testcell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Ends a cell: exactly its processes, and all it has taken. Can be done again when it was not done to the end. */
final class CellEnd {

    private final CellFolder folder;
    private final CellState state;
    private final CellParts parts;

    CellEnd(CellFolder folder, CellState state, CellParts parts) {
        this.folder = folder;
        this.state = state;
        this.parts = parts;
    }

    /** Ends it. @param everything whether its folder goes too; else logs stay */
    void run(boolean everything) throws IOException, InterruptedException {
        // What they would save is thrown away, so none is asked nicely.
        for (CellProcess each : parts.started().reversed()) {
            each.kill();
        }
        if (state.node() != null) {
            new Node(folder, state.node()).clear();
        }
        OwnFiles.delete(Path.of(state.etcdFolder()));
        for (Path each : List.of(folder.run(), folder.pki())) {
            OwnFiles.delete(each);
        }
        // Last: as long as it is there, it can be ended again.
        Files.deleteIfExists(folder.state());
        if (everything) {
            OwnFiles.delete(folder.root());
        }
    }
}
