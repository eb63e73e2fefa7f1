package io.leengine.builder.maven;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The sandbox made with util-linux alone; a fixed script does the mounts, given nothing but arguments. */
final class UnshareSandbox implements Sandbox {
    private final Path script;

    UnshareSandbox(Path script) {
        this.script = script;
    }

    @Override
    public List<String> wrap(View view, Path scratch, List<String> command) {
        // unshare ends with the engine, and its child with it.
        var out = new ArrayList<>(Command.boundToEngine(List.of("unshare", "--user", "--map-root-user", "--mount",
            "--pid", "--ipc", "--uts", "--fork", "--kill-child", "/bin/sh", script.toString(), scratch.toString(),
            view.folder())));
        view.links().forEach((at, target) -> out.addAll(List.of("link", target, at)));
        new TreeMap<>(view.readOnly()).forEach((at, shown) -> out.addAll(List.of("ro", shown.toString(), at)));
        new TreeMap<>(view.writable()).forEach((at, shown) -> out.addAll(List.of("rw", shown.toString(), at)));
        out.add("--");
        out.addAll(command);
        return List.copyOf(out);
    }

    @Override
    public String name() {
        return "unshare";
    }
}
