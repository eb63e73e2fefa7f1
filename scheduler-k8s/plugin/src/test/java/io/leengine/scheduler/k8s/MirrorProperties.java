package io.leengine.scheduler.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Whatever comes in which order (the events of a watch, lists as of an earlier version, answers to one's own writes), what is
 * known at the end is what is there, and whoever listens was told it.
 */
class MirrorProperties {
    private static final int NAMES = 4;

    /** What happens in a cluster, and what of it this process has heard. */
    private static final class World {
        private final Random random;
        private final Map<String, Pod> there = new TreeMap<>();
        private final List<Runnable> watch = new ArrayList<>();
        private final List<Runnable> late = new ArrayList<>();
        private final Map<String, String> heard = new HashMap<>();
        private final Mirror<Pod, String> mirror = new Mirror<>(pod -> pod.getMetadata().getResourceVersion(),
            new Mirror.Listener<>() {
                @Override
                public void replaced(Map<String, Reflection<String>> all) {
                    heard.clear();
                    all.forEach((key, each) -> heard.put(key, each.value()));
                }

                @Override
                public void changed(String key, String value) {
                    heard.put(key, value);
                }

                @Override
                public void removed(String key, String last) {
                    heard.remove(key);
                }
            });
        private long version = 100;
        private int told;

        World(long seed) {
            random = new Random(seed);
        }

        void step() {
            switch (random.nextInt(8)) {
                case 0, 1 -> write(random.nextBoolean());
                case 5 -> takeAnswer();
                case 6 -> mirror.seen(told == watch.size() ? version : 0); // a bookmark
                case 2 -> delete(random.nextBoolean());
                case 3, 4 -> tell();
                default -> list();
            }
        }

        private static Pod pod(String name, String uid, long version) {
            return new PodBuilder().withNewMetadata().withNamespace("ns").withName(name).withUid(uid)
                .withResourceVersion(String.valueOf(version)).endMetadata().build();
        }

        private void write(boolean own) {
            Pod now = written();
            if (own) {
                answer(() -> mirror.answered(now));
            }
        }

        private Pod written() {
            String name = "p" + random.nextInt(NAMES);
            version++;
            Pod before = there.get(name);
            Pod now = pod(name, before == null ? "u" + version : before.getMetadata().getUid(), version);
            there.put(name, now);
            watch.add(() -> mirror.put(now));
            return now;
        }

        private void delete(boolean own) {
            String name = "p" + random.nextInt(NAMES);
            Pod gone = there.remove(name);
            if (gone != null) {
                version++;
                Pod last = pod(name, gone.getMetadata().getUid(), version);
                watch.add(() -> mirror.remove(last));
                if (own) {
                    answer(() -> mirror.forget("ns/" + name, gone.getMetadata().getUid()));
                }
            }
        }

        /** It comes at once, or later than much that the watch tells. */
        private void answer(Runnable answer) {
            if (random.nextBoolean()) {
                answer.run();
            } else {
                late.add(answer);
            }
        }

        private void takeAnswer() {
            if (!late.isEmpty()) {
                late.remove(random.nextInt(late.size())).run();
            }
        }

        private void tell() {
            if (told < watch.size()) {
                watch.get(told++).run();
            }
        }

        /** A watch that broke: what it had not told is in the list, and the next watch begins after it. */
        private void list() {
            Map<String, Reflection<String>> list = new HashMap<>();
            there.values().forEach(pod -> list.put(Mirror.key(pod), mirror.read(pod)));
            long as = version;
            told = watch.size();
            if (random.nextBoolean()) {
                Pod younger = written();
                mirror.answered(younger); // an answer that is younger than the list, and comes before it
            }
            mirror.replace(list, as);
        }

        void end() {
            while (told < watch.size()) {
                tell();
            }
            while (!late.isEmpty()) {
                takeAnswer();
            }
        }

        Map<String, String> truth() {
            Map<String, String> truth = new TreeMap<>();
            there.values().forEach(pod -> truth.put(Mirror.key(pod), pod.getMetadata().getResourceVersion()));
            return truth;
        }

        Map<String, String> known() {
            Map<String, String> known = new TreeMap<>();
            mirror.forEach(known::put);
            return known;
        }
    }

    @Example
    void aNamespaceIsOnlyWhatIsInIt() {
        Mirror<Pod, String> mirror = new Mirror<>(pod -> pod.getMetadata().getNamespace());
        for (String namespace : List.of("a", "a-b", "a0", "a.b", "b")) {
            mirror.put(new PodBuilder().withNewMetadata().withNamespace(namespace).withName("p").withUid(namespace)
                .withResourceVersion("7").endMetadata().build());
        }
        List<String> found = new ArrayList<>();
        mirror.forEachIn("a", (key, value) -> found.add(value));
        assertEquals(List.of("a"), found);
    }

    @Property(tries = 2_000)
    void theEndIsTheTruth(@ForAll long seed) {
        World world = new World(seed);
        for (int i = 0; i < 60; i++) {
            world.step();
        }
        world.end();
        assertEquals(world.truth(), world.known());
        assertEquals(world.truth(), new TreeMap<>(world.heard));
    }
}
