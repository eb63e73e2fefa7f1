package io.leengine.registry.ceph;

import io.leengine.registry.ceph.Contents.Content;
import io.leengine.registry.ceph.Names.Entry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A note of contents that are about to be removed, or about to be written for something that is not an upload: made before,
 * and taken back after. What a crash in between leaves is found by it.
 */
final class Trash {
    private static final String FOLDER = "trash";
    private static final int PAGE = 100;

    private final Names names;
    private final Contents contents;

    Trash(Names names, Contents contents) {
        this.names = names;
        this.contents = contents;
    }

    /**
     * Notes contents.
     *
     * @param folder where the name is that may refer to them
     * @param name what may refer to them; while it does they stay
     */
    String note(String folder, String name, List<String> ids) throws InterruptedException {
        String note = UUID.randomUUID().toString();
        Fields fields = Fields.make().with("folder", folder).with("name", name).with("since", Instant.now());
        ids.forEach(id -> fields.with("id", id));
        names.putIfAbsent(FOLDER, note, fields.write());
        return note;
    }

    void takeBack(String note) throws InterruptedException {
        names.remove(FOLDER, note);
    }

    /** Removes an entry that refers to contents, and them; what has been put in its place stays. */
    void remove(String folder, Entry entry, List<Content> referred) throws InterruptedException {
        if (referred.isEmpty()) {
            names.remove(folder, entry);
            return;
        }
        String note = note(folder, entry.name(), referred.stream().map(Content::id).toList());
        if (names.remove(folder, entry)) {
            for (Content content : referred) {
                contents.delete(content);
            }
        }
        takeBack(note);
    }

    /** Finishes what was noted before a time and never taken back. */
    void sweep(Instant before) throws InterruptedException {
        Optional<String> after = Optional.empty();
        boolean more = true;
        while (more) {
            var page = names.entries(FOLDER, "", after, PAGE);
            for (Entry entry : page.items()) {
                finish(entry, before);
            }
            after = page.items().isEmpty() ? Optional.empty() : Optional.of(page.items().getLast().name());
            more = page.more() && after.isPresent();
        }
    }

    private void finish(Entry entry, Instant before) throws InterruptedException {
        Fields note = Fields.read(entry.value());
        if (note.time("since").isAfter(before)) {
            return;
        }
        List<String> used = names.get(note.one("folder"), note.one("name")).stream()
            .flatMap(user -> Fields.read(user.value()).contents("content").stream()).map(Content::id).toList();
        for (String id : note.all("id")) {
            if (!used.contains(id)) {
                contents.discard(id);
            }
        }
        names.remove(FOLDER, entry);
    }
}
