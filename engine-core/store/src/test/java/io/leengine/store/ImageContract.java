package io.leengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leengine.engine.Page;
import io.leengine.engine.Selection;
import io.leengine.engine.domain.CountedOperation;
import io.leengine.engine.domain.ImageManifest.Reference;
import io.leengine.engine.domain.ImageManifest.ReferenceKind;
import io.leengine.engine.domain.ImageManifest;
import io.leengine.engine.domain.ImagePush;
import io.leengine.engine.domain.ImageSource;
import io.leengine.engine.domain.OperationCount;
import io.leengine.engine.domain.Pulls;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.domain.TagRules;
import io.leengine.engine.store.StatisticsRows.About;
import io.leengine.engine.store.StatisticsRows.Doer;
import io.leengine.engine.store.StatisticsRows.Target;
import io.leengine.engine.store.Store;
import io.leengine.engine.store.Viewer;
import io.leengine.model.Digest;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Manifests, pulls, rules and the search for tags, on any database. */
abstract class ImageContract extends SchemaContract {
    private static final Viewer ANN = new Viewer("u-ann", false);
    private static final Viewer ROOT = new Viewer("u-root", true);

    private static Reference reference(ReferenceKind kind, String content, long size) {
        return new Reference(kind, Samples.digest(content), "type/" + content, kind == ReferenceKind.MANIFEST
            ? "linux/amd64" : "", size);
    }

    private static ImageManifest manifest(String repository, String content, Optional<String> subject,
            Reference... references) {
        return new ImageManifest(repository, Samples.digest(content), "application/x", "type/of-" + content,
            subject.map(Samples::digest), 12, Arrays.stream(references).mapToLong(Reference::sizeBytes).sum(),
            List.of("linux/amd64"), new TreeMap<>(Map.of("key", "wörd")), List.of(references), Optional.of(Samples.NOW),
            Samples.NOW.plusSeconds(1), "ann");
    }

    private void sums(long bytes, Store.Work<Long> work) {
        assertEquals(bytes, read(work).longValue());
    }

    private static ImagePush push(String repository, String tag, String content) {
        return new ImagePush(repository, tag, Samples.digest(content), 100, Samples.NOW, "ann");
    }

    private void images(String... repositories) {
        write(s -> Stream.of(repositories).forEach(each -> s.images().insert(Samples.image(each, false))));
    }

    @Test
    void keepsWhatManifestsSay() {
        images("team/x", "team/y");
        Reference[] many = IntStream.range(0, 130).mapToObj(i -> reference(i == 0 ? ReferenceKind.CONFIG
            : ReferenceKind.LAYER, "layer-" + i, i)).toArray(Reference[]::new);
        ImageManifest image = manifest("team/x", "image", Optional.empty(), many);
        ImageManifest signature = manifest("team/x", "signature", Optional.of("image"));
        write(s -> {
            s.manifests().put(image);
            s.manifests().put(signature);
            s.manifests().put(manifest("team/y", "signature", Optional.of("image")));
        });
        List<Digest> both = List.of(image.digest(), signature.digest(), Samples.digest("absent"));
        assertEquals(Stream.of(image, signature).sorted((a, b) -> a.digest().compareTo(b.digest())).toList(),
            read(s -> s.manifests().all("team/x")));
        assertEquals(2, read(s -> s.manifests().find("team/x", both)).size());
        assertEquals(List.of(), read(s -> s.manifests().find("team/x", List.of())));
        assertEquals(List.of(signature), read(s -> s.manifests().attached("team/x", List.of(image.digest()))));
        assertEquals(Samples.NOW.plusSeconds(1), read(s -> s.manifests().untaggedSince("team/x")).get(image.digest()));
        write(s -> s.manifests().untagged("team/x", image.digest(), Samples.NOW.plusSeconds(9)));
        assertEquals(Samples.NOW.plusSeconds(9), read(s -> s.manifests().untaggedSince("team/x")).get(image.digest()));

        ImageManifest again = manifest("team/x", "image", Optional.empty(), reference(ReferenceKind.LAYER, "other", 7));
        write(s -> s.manifests().put(again));
        assertEquals(List.of(again), read(s -> s.manifests().find("team/x", List.of(image.digest()))));
        List<Digest> digests = read(s -> s.manifests().digests("team/x", Optional.empty(), 1));
        assertEquals(1, digests.size());
        assertEquals(1, read(s -> s.manifests().digests("team/x", Optional.of(digests.getFirst()), 9)).size());
        write(s -> s.manifests().delete("team/x", image.digest()));
        assertEquals(List.of(signature), read(s -> s.manifests().all("team/x")));
        write(s -> s.images().delete("i-team/x"));
        assertEquals(List.of(), read(s -> s.manifests().all("team/x")));
    }

    @Test
    void knowsWhichImagesItHasComparedWithTheStorage() {
        images("team/x", "team/y");
        assertEquals(List.of("team/x"), read(s -> s.manifests().toIndex(Samples.NOW, 1)));
        assertEquals(false, read(s -> s.manifests().isIndexed("team/x")));
        write(s -> s.manifests().indexed("team/x", Samples.NOW));
        assertEquals(true, read(s -> s.manifests().isIndexed("team/x")));
        assertEquals(false, read(s -> s.manifests().allIndexed()));
        assertEquals(List.of("team/y", "team/x"), read(s -> s.manifests().toIndex(Samples.NOW.plusSeconds(1), 9)));
        assertEquals(List.of("team/y"), read(s -> s.manifests().toIndex(Samples.NOW, 9)));
        write(s -> s.manifests().indexed("team/y", Samples.NOW.plusSeconds(1)));
        assertEquals(true, read(s -> s.manifests().allIndexed()));
        assertEquals(List.of("team/x"), read(s -> s.manifests().toIndex(Samples.NOW.plusSeconds(1), 9)));
    }

    @Test
    void sumsWhatOnlyOneNeeds() {
        images("team/x", "team/y");
        write(s -> {
            s.manifests().put(manifest("team/x", "a", Optional.empty(), reference(ReferenceKind.CONFIG, "ca", 1),
                reference(ReferenceKind.LAYER, "base", 100), reference(ReferenceKind.LAYER, "base", 100),
                reference(ReferenceKind.LAYER, "layer-a", 10), reference(ReferenceKind.FOREIGN, "far", 1_000)));
            s.manifests().put(manifest("team/x", "b", Optional.empty(), reference(ReferenceKind.LAYER, "base", 100),
                reference(ReferenceKind.LAYER, "layer-b", 20)));
            s.manifests().put(manifest("team/x", "index", Optional.empty(), reference(ReferenceKind.MANIFEST, "a", 5)));
            s.manifests().put(manifest("team/y", "c", Optional.empty(), reference(ReferenceKind.LAYER, "layer-b", 20)));
        });
        sums(131, s -> s.manifests().bytes("team/x"));
        sums(111, s -> s.manifests().bytesOnlyOf("team/x"));
        sums(11, s -> s.manifests().bytesOnlyOf("team/x", List.of(Samples.digest("a"))));
        sums(0, s -> s.manifests().bytesOnlyOf("team/x", List.of(Samples.digest("b"))));
        sums(111, s -> s.manifests().bytesOnlyOf("team/x", List.of(Samples.digest("a"), Samples.digest("b"))));
        sums(0, s -> s.manifests().bytesOnlyOf("team/none"));
        assertEquals(List.of(Samples.digest("a")), read(s -> s.manifests().inIndexes("team/x",
            List.of(Samples.digest("a"), Samples.digest("b")))));
    }

    @Test
    void countsPulls() {
        images("team/x");
        write(s -> {
            s.manifests().pulled("team/x", Map.of("1.0", new Pulls(2, Samples.NOW)));
            s.manifests().pulled("team/x", Map.of("1.0", new Pulls(3, Samples.NOW.minusSeconds(5)),
                "2.0", new Pulls(1, Samples.NOW)));
            s.manifests().pulled("team/gone", Map.of("1.0", new Pulls(3, Samples.NOW)));
        });
        assertEquals(Map.of("1.0", new Pulls(5, Samples.NOW), "2.0", new Pulls(1, Samples.NOW)),
            read(s -> s.manifests().pulls("team/x", List.of("1.0", "2.0", "3.0"))));
        assertEquals(Map.of(), read(s -> s.manifests().pulls("team/gone", List.of("1.0"))));
        Doer ann = new Doer("u-ann", "ann");
        About about = new About(Optional.empty(), Optional.of(new Target("i-team/x", "team/x")));
        LocalDate day = LocalDate.parse("2026-11-01");
        write(s -> {
            s.users().insert(Samples.user("bob"));
            s.statistics().count(day, CountedOperation.PULL, ann, about, List.of(), 40);
            s.statistics().count(day, CountedOperation.PULL, ann, about, List.of(), 2);
            s.statistics().count(day, CountedOperation.PUSH, ann, Optional.empty(), List.of());
        });
        assertEquals(List.of(new OperationCount(day, "team/x", CountedOperation.PULL, 42)), counts(day, Optional.empty()));
        assertEquals(List.of(), counts(day, Optional.of("u-bob")));
        write(s -> s.members().put(Samples.member(ResourceKind.IMAGE, "i-team/x", "u-bob", Role.REPORTER)));
        assertEquals(1, counts(day, Optional.of("u-bob")).size());
    }

    private List<OperationCount> counts(LocalDate day, Optional<String> user) {
        return read(s -> s.statistics().counts(day, day, true, OperationCount.By.IMAGE, user, 9));
    }

    @Test
    void keepsRulesOfImagesAndGroups() {
        write(s -> {
            s.imageGroups().insert(Samples.group("tools"));
            s.images().insert(Samples.image("team/in", false).in(Optional.of("tools")));
        });
        images("team/own", "team/none");
        TagRules rules = new TagRules(List.of("v*"), Optional.of(10), Optional.empty(), Optional.of(30), List.of("keep-?"),
            Optional.of(7));
        write(s -> {
            s.tagRules().put(ResourceKind.IMAGE, "i-team/own", TagRules.NONE);
            s.tagRules().put(ResourceKind.IMAGE, "i-team/own", rules);
            s.tagRules().put(ResourceKind.IMAGE_GROUP, "g-tools", TagRules.NONE);
        });
        assertEquals(Optional.of(rules), read(s -> s.tagRules().find(ResourceKind.IMAGE, "i-team/own")));
        assertEquals(Optional.of(TagRules.NONE), read(s -> s.tagRules().find(ResourceKind.IMAGE_GROUP, "g-tools")));
        assertEquals(List.of("team/in", "team/own"), read(s -> s.tagRules().ruled(Optional.empty(), 9)));
        assertEquals(List.of("team/own"), read(s -> s.tagRules().ruled(Optional.of("team/in"), 9)));
        write(s -> s.images().delete("i-team/own"));
        assertEquals(Optional.empty(), read(s -> s.tagRules().find(ResourceKind.IMAGE, "i-team/own")));
        write(s -> s.tagRules().delete(ResourceKind.IMAGE_GROUP, "g-tools"));
        assertEquals(List.of(), read(s -> s.tagRules().ruled(Optional.empty(), 9)));
    }

    @Test
    void keepsTheSourcesOfGroups() {
        write(s -> s.imageGroups().insert(Samples.group("tools")));
        images("tools0/a", "tool/a");
        ImageSource source = new ImageSource("g-tools", "tools", URI.create("https://x.example.org:5000/y"), "ann", "sealed:1",
            Duration.ofMinutes(90));
        assertEquals(Optional.empty(), read(s -> s.imageGroups().sourceOf("tools/a")));
        write(s -> {
            s.imageGroups().putSource(source.withPassword(""));
            s.imageGroups().putSource(source);
        });
        assertEquals(Optional.of(source), read(s -> s.imageGroups().source("tools")));
        assertEquals(Optional.of(source), read(s -> s.imageGroups().sourceOf("tools/library/a")));
        assertEquals("y/library/a", source.nameThere("tools/library/a"));
        assertEquals(Optional.empty(), read(s -> s.imageGroups().sourceOf("tools")));
        assertEquals(Optional.empty(), read(s -> s.imageGroups().sourceOf("tools0/a")));
        write(s -> s.imageGroups().delete("g-tools"));
        assertEquals(Optional.empty(), read(s -> s.imageGroups().source("tools")));
        write(s -> s.imageGroups().insert(Samples.group("tools")));
        assertEquals(Optional.empty(), read(s -> s.imageGroups().source("tools")), "it went with the group");
    }

    @Test
    void tellsWhetherOthersMadeSomethingOfAGroupsNames() {
        images("tools0/a", "tool/a");
        assertEquals(false, othersThan("cache"));
        images("tools/a");
        assertEquals(true, othersThan("cache"), "the image is another's");
        assertEquals(false, othersThan("ann"));
        write(s -> s.images().put(new ImagePush("tools/a", "1", Samples.digest("image"), 100, Samples.NOW, "bob")));
        assertEquals(true, othersThan("ann"), "the tag is another's");
        write(s -> s.images().put(push("tools/a", "1", "image")));
        assertEquals(false, othersThan("ann"));
        write(s -> s.manifests().put(manifest("tools/a", "image", Optional.empty()).pushed(1, Samples.NOW, "bob")));
        assertEquals(true, othersThan("ann"), "the manifest is another's");
    }

    private boolean othersThan(String name) {
        return read(s -> s.imageGroups().anyOfOthersNamedIn("tools", name));
    }

    @Test
    void findsTagsOfImagesOneMaySee() {
        write(s -> {
            s.users().insert(Samples.user("ann"));
            s.imageGroups().insert(Samples.group("tools"));
            s.images().insert(Samples.image("a/grouped", false).in(Optional.of("tools")));
            s.images().insert(Samples.image("b/open", true));
            s.images().insert(Samples.image("c/mine", false));
            s.images().insert(Samples.image("d/hidden", false));
            s.members().put(Samples.member(ResourceKind.IMAGE_GROUP, "g-tools", "u-ann", Role.GUEST));
            s.members().put(Samples.member(ResourceKind.IMAGE, "i-c/mine", "u-ann", Role.GUEST));
            List.of("a/grouped", "b/open", "c/mine", "d/hidden").forEach(each -> {
                s.images().put(push(each, "1.0", each));
                s.images().put(push(each, "Stable", "stable"));
            });
        });
        assertEquals(List.of("a/grouped:1.0", "a/grouped:Stable", "b/open:1.0", "b/open:Stable", "c/mine:1.0",
            "c/mine:Stable"), found("", ANN, "", ""));
        assertEquals(List.of("b/open:Stable", "c/mine:1.0", "c/mine:Stable"), found("", ANN, "b/open", "1.0"));
        assertEquals(List.of("a/grouped:Stable", "b/open:Stable", "c/mine:Stable"), found("stab", ANN, "", ""));
        assertEquals(List.of("c/mine:1.0", "c/mine:Stable"), found("mine", ANN, "", ""));
        assertEquals(8, found("an image", ROOT, "", "").size());
        assertEquals(List.of("c/mine:1.0"), found(Samples.digest("c/mine").toString().substring(0, 20), ANN, "", ""));
        assertEquals(List.of(), found("%", ROOT, "", ""));
        assertEquals(List.of("b/open:1.0", "b/open:Stable"), found("", new Viewer("", false), "", ""));
        Selection described = Selection.of(new Page.Request(Optional.empty(), 9, "an image"));
        assertEquals(4, read(s -> s.images().list(described, ROOT)).size());
        assertEquals(3, read(s -> s.images().list(described, ANN)).size());
        assertEquals(List.of("1.0", "Stable"), read(s -> s.images().pushes("c/mine", List.of("1.0", "Stable", "none")))
            .stream().map(ImagePush::tag).toList());
        assertEquals(List.of("Stable"), read(s -> s.images().pushesOf("c/mine", List.of(Samples.digest("stable"))))
            .stream().map(ImagePush::tag).toList());
    }

    private List<String> found(String search, Viewer viewer, String repository, String tag) {
        return read(s -> s.images().search(search, viewer, repository, tag, 9)).stream()
            .map(each -> each.repository() + ":" + each.tag()).toList();
    }
}
