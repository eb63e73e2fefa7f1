package io.leengine.export;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which bundles a distribution has: those of its base, with some taken out and others put in. */
final class Selection {
    private final List<BundleFile> bundles;
    private final Set<BundleFile> given = new HashSet<>();
    private final Set<String> gonePlugins = new HashSet<>();
    private final Map<Seam, Swap> swaps = new LinkedHashMap<>();

    /**
     * One seam's change.
     *
     * @param plugin that serves the seam now
     * @param bundle it is in
     * @param replaced the bundles that served the seam before
     */
    record Swap(Plugin plugin, BundleFile bundle, List<BundleFile> replaced) {
    }

    private Selection(List<BundleFile> base) {
        bundles = new ArrayList<>(base);
    }

    static Selection of(List<BundleFile> base, Request request) throws ExportException {
        Selection selection = new Selection(base);
        for (String name : request.removals()) {
            selection.remove(name);
        }
        Map<Path, BundleFile> read = new HashMap<>();
        List<BundleFile> swapped = new ArrayList<>();
        for (Map.Entry<Seam, Path> swap : request.swaps().entrySet()) {
            // One jar may serve two seams.
            BundleFile bundle = read.get(swap.getValue());
            if (bundle == null) {
                bundle = BundleFile.read(swap.getValue());
                read.put(swap.getValue(), bundle);
                swapped.add(bundle);
            }
            selection.swap(swap.getKey(), bundle);
        }
        for (BundleFile bundle : swapped) {
            selection.put(bundle);
        }
        for (Path jar : request.adds()) {
            selection.put(BundleFile.read(jar));
        }
        selection.bundles.sort(Comparator.comparing(selection::fileName));
        return selection;
    }

    private void remove(String name) throws ExportException {
        List<BundleFile> found = bundles.stream().filter(bundle -> bundle.name().equals(name)).toList();
        if (found.isEmpty()) {
            throw ExportException.notFound("the base has no bundle '" + name + "'", "It has " + bundles.stream()
                .map(BundleFile::name).collect(Collectors.joining(", ")) + ".");
        }
        takeOut(found);
    }

    private void takeOut(List<BundleFile> found) {
        bundles.removeAll(found);
        found.forEach(bundle -> bundle.plugins().forEach(plugin -> gonePlugins.add(plugin.id())));
    }

    private void swap(Seam seam, BundleFile with) throws ExportException {
        List<Plugin> plugins = with.plugins(seam);
        if (plugins.isEmpty()) {
            throw ExportException.refused(with.file() + " has no plugin for the seam " + seam.label(), "A plugin is found by "
                + "its Metatype: a factory PID io.leengine." + seam.label().replace("-", "") + ".NAME. This one has "
                + (with.plugins().isEmpty() ? "none" : with.plugins().stream().map(Plugin::id)
                    .collect(Collectors.joining(", "))) + ".");
        }
        if (plugins.size() > 1) {
            throw ExportException.refused(with.file() + " has more than one plugin for the seam " + seam.label() + ": "
                + plugins.stream().map(Plugin::id).collect(Collectors.joining(", ")), "Put it in with --add, and choose in "
                + "conf/parts.json.");
        }
        List<BundleFile> replaced = bundles.stream().filter(bundle -> !bundle.plugins(seam).isEmpty()).toList();
        takeOut(replaced);
        swaps.put(seam, new Swap(plugins.getFirst(), with, replaced));
    }

    private void put(BundleFile bundle) throws ExportException {
        Optional<BundleFile> same = bundles.stream().filter(other -> other.toString().equals(bundle.toString())
            || other.usualFileName().equals(bundle.usualFileName())).findFirst();
        if (same.isPresent()) {
            throw ExportException.refused("the bundle " + bundle + " would be there twice", "Take the other out first: --remove "
                + bundle.name() + ".");
        }
        bundles.add(bundle);
        given.add(bundle);
    }

    /** Returns the bundles, sorted by the names of their files in the distribution. */
    List<BundleFile> bundles() {
        return List.copyOf(bundles);
    }

    /** Returns what was swapped, by seam. */
    Map<Seam, Swap> swaps() {
        return new LinkedHashMap<>(swaps);
    }

    /** Whether the bundle was given, and is not of the base. */
    boolean isGiven(BundleFile bundle) {
        return given.contains(bundle);
    }

    /** Returns the name of a bundle's file: what comes from the base keeps it. */
    String fileName(BundleFile bundle) {
        return given.contains(bundle) ? bundle.usualFileName() : bundle.file().getFileName().toString();
    }

    /** Returns a plugin of the distribution. */
    Optional<Plugin> plugin(String id) {
        return bundles.stream().flatMap(bundle -> bundle.plugins().stream()).filter(plugin -> plugin.id().equals(id))
            .findFirst();
    }

    /** Whether the base had this plugin and the distribution has not. */
    boolean isGone(String plugin) {
        return gonePlugins.contains(plugin) && plugin(plugin).isEmpty();
    }
}
