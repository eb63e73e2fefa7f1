package io.leengine.engine.swap;

import io.leengine.engine.Actor;
import io.leengine.engine.Platform.PartDraft;
import io.leengine.engine.bundle.LiveBundles;
import io.leengine.engine.change.Revisions;
import io.leengine.engine.domain.Part;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.domain.Swap;
import io.leengine.engine.platform.PartDrafts;
import io.leengine.engine.platform.PartProjector;
import io.leengine.engine.platform.SettingsCheck;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.osgi.framework.Bundle;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Gives a part to another plugin. What is wanted is in the store from the first moment; so an engine that dies in the
 * middle tries the new plugin again when it is back, and returns to the old one if that does not do.
 */
final class PartExchange {
    private static final Duration PACE = Duration.ofMillis(50);

    private final Store store;
    private final PartDrafts drafts;
    private final PartProjector projector;
    private final LiveBundles bundles;
    private final SettingsCheck settings;
    private final SwapRecords records;
    private final Trial trial;
    private final JsonMapper json = JsonMapper.builder().build();

    PartExchange(Store store, PartDrafts drafts, PartProjector projector, LiveBundles bundles, SettingsCheck settings,
            SwapRecords records, Trial trial) {
        this.store = store;
        this.drafts = drafts;
        this.projector = projector;
        this.bundles = bundles;
        this.settings = settings;
        this.records = records;
        this.trial = trial;
    }

    /** Checks and begins one; {@link #run} does the rest. */
    Swap begin(Actor actor, SeamKind seam, String name, PartDraft draft, Optional<Long> ifMatch) {
        Part present = store.read(session -> session.parts().find(seam, name))
            .orElseThrow(() -> EngineException.notFound(seam.label(), name));
        if (draft.plugin().equals(present.plugin())) {
            throw EngineException.invalid("plugin", "The part has this plugin already.")
                .withNextStep("To change its settings, change the part: 'leengine parts update'.");
        }
        Part next = drafts.checked(draft, present.revision() + 1, present.settings());
        String label = seam.label() + "/" + name;
        Swap swap = new Swap(0, Swap.Kind.PART, label, content(present), content(next), Swap.State.RUNNING, "",
            Duration.ZERO, List.of(), "", present.createdAt(), Optional.empty());
        return records.begin(actor, swap, session -> {
            Part now = session.parts().find(seam, name)
                .orElseThrow(() -> EngineException.notFound(seam.label(), name));
            Revisions.check(ifMatch.or(() -> Optional.of(present.revision())), now.revision(), label);
            session.parts().update(given(now, content(next), next.nodeLimit()));
        });
    }

    /** While the engine starts, bundles may still be coming up. */
    private Bundle bundleOf(String plugin) throws InterruptedException {
        long deadline = System.nanoTime() + trial.limit().toNanos();
        while (true) {
            Optional<Bundle> found = bundles.all().stream().filter(bundle -> bundle.getState() == Bundle.ACTIVE)
                .filter(bundle -> settings.plugins(bundle).contains(plugin)).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() > deadline) {
                throw new EngineException(ErrorCode.UNAVAILABLE, "No running bundle has the plugin " + plugin + ".");
            }
            Thread.sleep(PACE);
        }
    }

    /** Goes on after a restart: how the part was before is not known, so the new plugin must be well. */
    void resume(Swap swap) throws InterruptedException {
        run(swap, part -> Trial.Before.nothing());
    }

    /** Tries the new plugin. */
    void run(Swap swap) throws InterruptedException {
        run(swap, part -> trial.look(List.of(part)));
    }

    /** How a part was before its swap. */
    private interface Look {
        Trial.Before at(Part part) throws InterruptedException;
    }

    private void run(Swap swap, Look look) throws InterruptedException {
        String[] label = swap.subject().split("/", 2);
        SeamKind seam = SeamKind.of(label[0]);
        Part part = store.read(session -> session.parts().find(seam, label[1])).orElse(null);
        if (part == null || !part.plugin().equals(swap.after().version())) {
            records.end(swap, Swap.State.RETURNED, "The part was changed or removed meanwhile.",
                SwapRecords.Taken.nothing(), session -> { });
            return;
        }
        try {
            Bundle bundle = bundleOf(part.plugin());
            Trial.Before before = look.at(part);
            long start = System.nanoTime();
            projector.project();
            records.step(swap, "The new plugin is tried.");
            trial.await(bundle, List.of(part), before, bundles::problems);
            records.end(swap, Swap.State.DONE, "It serves the part.",
                new SwapRecords.Taken(Duration.ofNanos(System.nanoTime() - start), List.of()), session -> { });
        } catch (EngineException e) {
            records.end(swap, Swap.State.RETURNED, e.getMessage() + " The part has its former plugin and settings again.",
                SwapRecords.Taken.nothing(), session -> session.parts().find(seam, part.name()).ifPresent(now ->
                    session.parts().update(given(now, swap.before(), now.nodeLimit()))));
            projector.project();
        }
    }

    private Swap.Content content(Part part) {
        return new Swap.Content(part.plugin(), Optional.empty(), json.writeValueAsString(part.settings()));
    }

    private Part given(Part part, Swap.Content content, int nodeLimit) {
        return new Part(part.seam(), part.name(), content.version(),
            json.readValue(content.settings(), new TypeReference<TreeMap<String, String>>() { }), nodeLimit,
            part.createdAt(), part.revision() + 1);
    }
}
