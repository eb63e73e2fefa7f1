package io.leengine.export;

import io.leengine.export.ExportException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Makes a distribution from another one. */
final class Export {
    private final Request request;
    private final Base base;
    private final Selection selection;

    private Export(Request request, Base base, Selection selection) {
        this.request = request;
        this.base = base;
        this.selection = selection;
    }

    /**
     * What was exported.
     *
     * @param lock of the new distribution
     * @param selection its bundles
     */
    record Result(Lock lock, Selection selection) {
    }

    /** Resolves and writes what is asked for, or refuses and writes nothing. */
    static Result run(Request request) throws ExportException {
        Base base = Base.find(request.base(), request.own());
        Target target = Target.of(request.out(), base.home());
        Export export = new Export(request, base, Selection.of(base.bundles(), request));
        Map<BundleFile, Collection<BundleFile>> uses = Resolution.of(export.selection.bundles(),
            FrameworkOffer.read(base.home().resolve("conf")));
        String parts = Parts.of(base.home().resolve(Parts.FILE), export.selection, request.settings());
        try {
            Inventory inventory = export.inventory(uses);
            target.write(export.items(inventory, parts), inventory.lock());
            return new Result(inventory.lock(), export.selection);
        } catch (IOException e) {
            throw new ExportException(Reason.FAILED, "cannot read the base " + base.home() + ": " + e.getMessage(), "", e);
        }
    }

    private Inventory inventory(Map<BundleFile, Collection<BundleFile>> uses) throws ExportException {
        Map<String, String> origins = base.lock().jars().stream()
            .collect(Collectors.toMap(jar -> jar.sha256() + jar.path(), Lock.Jar::origin));
        Map<String, String> digests = base.lock().jars().stream()
            .collect(Collectors.toMap(Lock.Jar::path, Lock.Jar::sha256));
        List<Inventory.Jar> jars = new ArrayList<>();
        for (BundleFile bundle : selection.bundles()) {
            jars.add(new Inventory.Jar(path(bundle), bundle.file(), selection.isGiven(bundle) ? Optional.empty()
                : Optional.ofNullable(origins.get(bundle.sha256() + path(bundle)))));
        }
        for (String path : base.otherFiles()) {
            if (path.endsWith(".jar")) {
                jars.add(new Inventory.Jar(path, base.home().resolve(path),
                    Optional.ofNullable(origins.get(digests.get(path) + path))));
            }
        }
        jars.sort(Comparator.comparing(Inventory.Jar::path));
        KnownLibraries known = BillOfMaterials.read(base.home());
        return Inventory.of(Inventory.named(request.name().orElse(base.lock().name()), base.lock().version(),
            base.lock().time()), jars, paths(uses, this::path), new LibraryReader(known, new Licence.Register()));
    }

    private String path(BundleFile bundle) {
        return Lock.BUNDLES + selection.fileName(bundle);
    }

    static SortedMap<String, List<String>> paths(Map<BundleFile, Collection<BundleFile>> uses,
        Function<BundleFile, String> path) {
        SortedMap<String, List<String>> paths = new TreeMap<>();
        uses.forEach((user, used) -> paths.put(path.apply(user), used.stream().map(path).sorted().toList()));
        return paths;
    }

    private List<Item> items(Inventory inventory, String parts) throws ExportException, IOException {
        List<Item> items = new ArrayList<>();
        for (BundleFile bundle : selection.bundles()) {
            items.add(new Item(path(bundle), null, bundle.file(), false, bundle.sha256()));
        }
        for (String path : base.otherFiles()) {
            Path source = base.home().resolve(path);
            items.add(path.equals(Parts.FILE) ? Item.of(path, parts.getBytes(StandardCharsets.UTF_8))
                : Item.of(path, source, Files.isExecutable(source) && path.startsWith("bin/")));
        }
        inventory.files().forEach((path, content) -> items.add(Item.of(path, content)));
        items.sort(Comparator.comparing(Item::path));
        return items;
    }
}
