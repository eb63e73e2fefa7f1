package io.leengine.engine.swap;

import io.leengine.engine.bundle.BundleJar;
import io.leengine.engine.bundle.InstalledBundles;
import io.leengine.engine.bundle.InstalledBundles.DistributionFile;
import io.leengine.engine.bundle.JarStore;
import io.leengine.engine.bundle.LiveBundles;
import io.leengine.engine.bundle.Threads;
import io.leengine.engine.domain.Part;
import io.leengine.engine.domain.Swap;
import io.leengine.model.EngineException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;

/**
 * Puts one bundle in the place of another, or takes it back. Until the list of installed bundles is replaced, the old
 * one is what the next start of the framework runs; from then on it is the new one.
 */
final class BundleExchange {
    private static final System.Logger LOG = System.getLogger(BundleExchange.class.getName());

    private final LiveBundles bundles;
    private final JarStore jars;
    private final InstalledBundles installed;
    private final SwapRecords records;
    private final Trial trial;

    BundleExchange(LiveBundles bundles, JarStore jars, InstalledBundles installed, SwapRecords records, Trial trial) {
        this.bundles = bundles;
        this.jars = jars;
        this.installed = installed;
        this.records = records;
        this.trial = trial;
    }

    /**
     * What is to be exchanged.
     *
     * @param jar of the new bundle; empty when there is to be none
     * @param old what runs; empty when nothing does
     * @param fresh the new bundle beside it, resolved; empty when there is to be none
     * @param parts those that the old serves and the new is to serve
     */
    record Plan(Optional<BundleJar> jar, Optional<Bundle> old, Optional<Bundle> fresh, List<Part> parts) {
    }

    /** Does it, and records how it ended. */
    void run(Swap swap, Plan plan) throws InterruptedException {
        long gap = 0;
        List<String> notes = new ArrayList<>();
        Threads threads = Threads.now();
        Trial.Before before = trial.look(plan.parts());
        LiveBundles.Touched touched = bundles.touched();
        try (touched) {
            long start = System.nanoTime();
            if (plan.old().isPresent()) {
                records.step(swap, "The old bundle stops.");
                start = System.nanoTime();
                stop(plan.old().get(), notes);
            }
            if (plan.fresh().isPresent()) {
                bundles.start(plan.fresh().get());
                records.step(swap, "The new bundle is tried.");
                trial.await(plan.fresh().get(), plan.parts(), before, bundles::problems);
                gap = plan.old().isPresent() ? System.nanoTime() - start : 0;
            }
            installed.put(entry(swap, plan));
        // catches all: whatever goes wrong up to here, also in a new plugin, the old one must come back
        } catch (RuntimeException | Error e) {
            giveBack(swap, plan, before, new Failure(e, touched.names()));
            return;
        }
        finish(swap, plan, threads, notes, new SwapRecords.Taken(Duration.ofNanos(gap), touched.names()));
    }

    /** One that does not stop has said that its services are gone: its successor does not wait for it. */
    private void stop(Bundle old, List<String> notes) throws InterruptedException {
        try {
            bundles.stop(old);
        } catch (EngineException e) {
            notes.add(e.getMessage() + " It stays until the engine is started anew.");
        }
    }

    private InstalledBundles.Entry entry(Swap swap, Plan plan) {
        Optional<InstalledBundles.Entry> present = installed.find(swap.subject());
        Optional<DistributionFile> replaces = present.isPresent() ? present.get().replaces()
            : plan.old().flatMap(LiveBundles::file).flatMap(file -> swap.before().digest()
                .map(digest -> new DistributionFile(file.getFileName().toString(), digest)));
        return new InstalledBundles.Entry(swap.subject(), plan.jar().map(BundleJar::digest), replaces);
    }

    /** The new one is what runs from here on: nothing that fails now changes that. */
    private void finish(Swap swap, Plan plan, Threads threads, List<String> notes, SwapRecords.Taken taken)
            throws InterruptedException {
        try {
            if (plan.fresh().isPresent()) {
                bundles.settle(plan.fresh().get());
            }
            if (plan.old().isPresent()) {
                notes.addAll(threads.leftBehind(plan.old().get()));
                bundles.removeLater(plan.old().get());
            }
        } catch (EngineException e) {
            notes.add(e.getMessage());
        }
        // Before it has ended: until then nobody else brings files that are not yet known to be wanted.
        forgetUnused();
        String done = plan.fresh().isPresent() ? "It runs." : "It is gone.";
        records.end(swap, Swap.State.DONE, String.join(" ", prepend(done, notes)), taken, session -> { });
        LOG.log(System.Logger.Level.INFO, "swap {0} of {1}: done, {2} ms without; {3}", swap.number(), swap.subject(),
            taken.gap().toMillis(), notes);
    }

    /** Deletes the files that nothing runs and nobody may go back to; that it cannot be done now is no reason to fail. */
    void forgetUnused() {
        try {
            jars.keepOnly(Kept.of(installed.all(), records.newest("", Kept.SWAPS)));
        } catch (EngineException e) {
            LOG.log(System.Logger.Level.WARNING, "bundles that are no longer needed stay until the next swap: {0}",
                e.getMessage());
        }
    }

    /** Why a new bundle is taken back, and which bundles changed until then. */
    private record Failure(Throwable cause, List<String> touched) {
        String reason() {
            return cause instanceof EngineException ? cause.getMessage() : cause.toString();
        }
    }

    private void giveBack(Swap swap, Plan plan, Trial.Before before, Failure failure) throws InterruptedException {
        String reason = failure.reason();
        records.step(swap, "The new bundle is taken back: " + reason);
        boolean out = plan.fresh().isEmpty() || bundles.discard(plan.fresh().get());
        String back = out ? "" : " The new one does not end: it stays, without use, until the engine is started anew.";
        if (plan.old().isPresent()) {
            try {
                long start = System.nanoTime();
                bundles.start(plan.old().get());
                trial.await(plan.old().get(), plan.parts(), before, bundles::problems);
                back += " The old one runs again, " + (System.nanoTime() - start) / 1_000_000 + " ms after its start.";
            } catch (EngineException e) {
                back += " The old one was started again, but is not well: " + e.getMessage();
            }
        }
        records.end(swap, Swap.State.RETURNED, reason + back,
            new SwapRecords.Taken(Duration.ZERO, failure.touched()), session -> { });
        LOG.log(System.Logger.Level.WARNING, "swap {0} of {1}: returned: {2}{3}", swap.number(), swap.subject(), reason,
            back);
    }

    private static List<String> prepend(String first, List<String> rest) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(rest);
        return all;
    }
}
