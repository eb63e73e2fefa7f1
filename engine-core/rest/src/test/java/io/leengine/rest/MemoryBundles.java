package io.leengine.rest;

import io.leengine.engine.Actor;
import io.leengine.engine.Bundles;
import io.leengine.engine.Page;
import io.leengine.engine.Platform.PartDraft;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.domain.Swap;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Bundles that take any bytes for a bundle of one name. */
final class MemoryBundles implements Bundles {
    static final String NAME = "b";

    /** What was uploaded last. */
    volatile byte[] uploaded = new byte[0];

    @Override
    public List<BundleDetails> list(Actor actor) {
        actor.requiredAdministrator();
        return List.of(new BundleDetails(0, NAME, "1", "active", false, Optional.empty(), List.of("scheduler/room-1"),
            List.of("system"), List.of(), List.of()));
    }

    @Override
    public BundleDetails find(Actor actor, String name) {
        return list(actor).stream().filter(each -> each.name().equals(name)).findFirst()
            .orElseThrow(() -> EngineException.notFound("bundle", name));
    }

    @Override
    public Examination check(Actor actor, InputStream jar, Optional<Digest> digest) {
        return new Examination(NAME, "2", received(actor, jar), Optional.of("1"), List.of("scheduler/room-1"));
    }

    private Digest received(Actor actor, InputStream jar) {
        actor.requiredAdministrator();
        try {
            uploaded = jar.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Digest.of(uploaded);
    }

    @Override
    public Swap install(Actor actor, InputStream jar, Optional<Digest> digest) {
        return swap(Swap.Kind.INSTALL, NAME, Swap.Content.bundle("2", received(actor, jar)));
    }

    @Override
    public Swap rollBack(Actor actor, String name) {
        return swap(Swap.Kind.ROLL_BACK, find(actor, name).name(), Swap.Content.nothing());
    }

    @Override
    public Swap remove(Actor actor, String name) {
        return swap(Swap.Kind.REMOVE, find(actor, name).name(), Swap.Content.nothing());
    }

    @Override
    public Swap swapPart(Actor actor, SeamKind seam, String name, PartDraft draft, Optional<Long> ifMatch) {
        actor.requiredAdministrator();
        return swap(Swap.Kind.PART, seam.label() + "/" + name, new Swap.Content(draft.plugin(), Optional.empty(), "{}"));
    }

    @Override
    public Page<Swap> swaps(Actor actor, String subject, Page.Request page) {
        actor.requiredAdministrator();
        return new Page<>(List.of(swap(Swap.Kind.INSTALL, subject, Swap.Content.nothing())), Optional.of("3"));
    }

    @Override
    public Swap swap(Actor actor, long number) {
        actor.requiredAdministrator();
        if (number != 3) {
            throw EngineException.notFound("swap", Long.toString(number));
        }
        return swap(Swap.Kind.INSTALL, NAME, Swap.Content.nothing());
    }

    private static Swap swap(Swap.Kind kind, String subject, Swap.Content after) {
        return new Swap(3, kind, subject, new Swap.Content("1", Optional.empty(), ""), after, Swap.State.DONE, "It runs.",
            Duration.ofMillis(12), List.of(NAME), "ann", MemoryIdentity.THEN, Optional.of(MemoryIdentity.THEN));
    }
}
