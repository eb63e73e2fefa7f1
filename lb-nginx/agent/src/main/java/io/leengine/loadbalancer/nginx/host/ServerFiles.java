package io.leengine.loadbalancer.nginx.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The file of each server block. A change is staged, and then settled or taken back; taking back needs no room on the
 * disk. Not for several threads.
 */
final class ServerFiles {
    private static final String ENDING = ".conf";
    private static final String OLD = ".old-";

    private final Folder folder;
    /** What is in the files, by name. */
    private final Map<String, String> texts = new TreeMap<>();
    private final Map<String, Optional<String>> before = new TreeMap<>();

    ServerFiles(Folder folder) {
        this.folder = folder;
    }

    private Path file(String name) {
        return folder.servers().resolve(name + ENDING);
    }

    private Path old(String name) {
        return folder.servers().resolve(OLD + name);
    }

    /** Reads what is there. */
    void load() {
        texts.clear();
        before.clear();
        for (Path file : Folder.list(folder.servers())) {
            String name = file.getFileName().toString();
            if (name.endsWith(ENDING)) {
                texts.put(name.substring(0, name.length() - ENDING.length()), Folder.read(file));
            } else {
                Folder.remove(file);
            }
        }
    }

    /** Stages texts by name, and that there are no others. */
    void stage(Map<String, String> all) {
        Set<String> names = new TreeSet<>(texts.keySet());
        names.addAll(all.keySet());
        names.forEach(name -> stage(name, Optional.ofNullable(all.get(name))));
    }

    private void stage(String name, Optional<String> text) {
        Optional<String> current = Optional.ofNullable(texts.get(name));
        if (current.equals(text)) {
            return;
        }
        if (!before.containsKey(name)) {
            keepOld(name, current);
        }
        if (text.isPresent()) {
            folder.write(file(name), text.get());
            texts.put(name, text.get());
        } else {
            Folder.remove(file(name));
            texts.remove(name);
        }
    }

    private void keepOld(String name, Optional<String> current) {
        try {
            Files.deleteIfExists(old(name));
            if (current.isPresent()) {
                Files.createLink(old(name), file(name));
            }
        } catch (IOException e) {
            throw Folder.failed(old(name), e);
        }
        before.put(name, current);
    }

    /** Returns whether anything is staged that differs from what was there. */
    boolean changed() {
        return before.entrySet().stream()
            .anyMatch(each -> !each.getValue().equals(Optional.ofNullable(texts.get(each.getKey()))));
    }

    /** Returns the name of the text in a file, if it is one of these. */
    Optional<String> name(Path file) {
        return texts.keySet().stream().filter(name -> file(name).equals(file)).findFirst();
    }

    /** Makes everything as it was before. */
    void takeBack() {
        before.forEach((name, text) -> {
            try {
                if (text.isPresent()) {
                    Files.move(old(name), file(name), StandardCopyOption.ATOMIC_MOVE);
                    texts.put(name, text.get());
                } else {
                    Files.deleteIfExists(file(name));
                    texts.remove(name);
                }
            } catch (IOException e) {
                throw Folder.failed(file(name), e);
            }
        });
        before.clear();
    }

    /** Makes what is staged what is. */
    void settle() {
        before.keySet().forEach(name -> Folder.remove(old(name)));
        before.clear();
    }
}
