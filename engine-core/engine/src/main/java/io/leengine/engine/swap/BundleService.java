package io.leengine.engine.swap;

import io.leengine.engine.Actor;
import io.leengine.engine.Bundles;
import io.leengine.engine.Page;
import io.leengine.engine.Platform.PartDraft;
import io.leengine.engine.bundle.BundleJar;
import io.leengine.engine.bundle.InstalledBundles;
import io.leengine.engine.bundle.JarStore;
import io.leengine.engine.bundle.LiveBundles;
import io.leengine.engine.bundle.TrustPolicy;
import io.leengine.engine.domain.Part;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.domain.Swap;
import io.leengine.engine.platform.PartDrafts;
import io.leengine.engine.platform.SettingsCheck;
import io.leengine.engine.store.Store;
import io.leengine.engine.swap.BundleExchange.Plan;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.osgi.framework.Bundle;

/** Checks changes of bundles and parts, and does them one after another in a thread of its own. */
public final class BundleService implements Bundles, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(BundleService.class.getName());

    /** How long the check of one bundle may keep another waiting. */
    private static final Duration CHECK = Duration.ofSeconds(20);

    private final Store store;
    private final LiveBundles bundles;
    private final JarStore jars;
    private final InstalledBundles installed;
    private final TrustPolicy trust;
    private final SettingsCheck settings;
    private final PartDrafts drafts;
    private final SwapRecords records;
    private final BundleExchange bundleExchange;
    private final PartExchange partExchange;
    private final ReentrantLock preparing = new ReentrantLock();
    private final ExecutorService worker = Executors.newSingleThreadExecutor(
        Thread.ofPlatform().daemon().name("swap").factory());

    /** What it is made of. */
    BundleService(Store store, LiveBundles bundles, JarStore jars, InstalledBundles installed, TrustPolicy trust,
            SettingsCheck settings, PartDrafts drafts, SwapRecords records, BundleExchange bundleExchange,
            PartExchange partExchange) {
        this.store = store;
        this.bundles = bundles;
        this.jars = jars;
        this.installed = installed;
        this.trust = trust;
        this.settings = settings;
        this.drafts = drafts;
        this.records = records;
        this.bundleExchange = bundleExchange;
        this.partExchange = partExchange;
    }

    /** Settles what an earlier engine left in the middle. */
    public void start() throws InterruptedException {
        for (Swap swap : records.left()) {
            if (swap.kind() == Swap.Kind.PART) {
                submit(swap, () -> partExchange.resume(swap));
            } else {
                boolean done = holds(swap);
                records.end(swap, done ? Swap.State.DONE : Swap.State.RETURNED, done
                    ? "It runs; the engine was started anew in the middle."
                    : "The engine ended before it was done; what was there before runs.",
                    SwapRecords.Taken.nothing(), session -> { });
            }
        }
    }

    /** Tells whether the new is what the framework starts with from now on. */
    private boolean holds(Swap swap) {
        return installed.find(swap.subject()).filter(entry -> entry.digest().equals(swap.after().digest())).isPresent();
    }

    @Override
    public List<BundleDetails> list(Actor actor) {
        actor.requiredAdministrator();
        List<Part> parts = parts();
        return bundles.all().stream().map(bundle -> details(bundle, parts)).toList();
    }

    @Override
    public BundleDetails find(Actor actor, String name) {
        actor.requiredAdministrator();
        return details(required(name), parts());
    }

    private Bundle required(String name) {
        return bundles.find(name).orElseThrow(() -> EngineException.notFound("bundle", name));
    }

    private List<Part> parts() {
        return store.read(session -> session.parts().list());
    }

    private BundleDetails details(Bundle bundle, List<Part> parts) {
        Optional<InstalledBundles.Entry> entry = installed.find(bundle.getSymbolicName());
        return new BundleDetails(bundle.getBundleId(), bundle.getSymbolicName(), bundle.getVersion().toString(),
            LiveBundles.state(bundle), entry.isPresent(), entry.flatMap(InstalledBundles.Entry::digest),
            labels(servedBy(bundle, parts)), LiveBundles.wiredTo(bundle), LiveBundles.neededBy(bundle),
            bundles.problems(bundle));
    }

    private List<Part> servedBy(Bundle bundle, List<Part> parts) {
        List<String> plugins = settings.plugins(bundle);
        return parts.stream().filter(part -> plugins.contains(part.plugin())).toList();
    }

    private static List<String> labels(List<Part> parts) {
        return parts.stream().map(part -> part.seam().label() + "/" + part.name()).toList();
    }

    @Override
    public Examination check(Actor actor, InputStream content, Optional<Digest> digest) {
        actor.requiredAdministrator();
        BundleJar received = jars.receive(content, digest);
        try {
            return exclusively(() -> {
                BundleJar jar = jars.keep(received);
                try {
                    Plan plan = plan(jar);
                    plan.fresh().ifPresent(bundles::discard);
                    return new Examination(jar.symbolicName(), jar.version().toString(), jar.digest(),
                        plan.old().map(bundle -> bundle.getVersion().toString()), labels(plan.parts()));
                } finally {
                    bundleExchange.forgetUnused();
                }
            });
        } finally {
            jars.drop(received);
        }
    }

    @Override
    public Swap install(Actor actor, InputStream content, Optional<Digest> digest) {
        actor.requiredAdministrator();
        BundleJar received = jars.receive(content, digest);
        try {
            Actor once = whole(actor, received);
            return begun(once, () -> begin(once, Swap.Kind.INSTALL, jars.keep(received)));
        } finally {
            jars.drop(received);
        }
    }

    /** The bundle belongs to what makes a repeat of its request known. */
    private static Actor whole(Actor actor, BundleJar jar) {
        return actor.idempotency().map(key -> actor.with(new Actor.IdempotencyKey(key.key(), key.fingerprint() + " "
            + jar.digest().hex()))).orElse(actor);
    }

    @Override
    public Swap rollBack(Actor actor, String name) {
        actor.requiredAdministrator();
        return begun(actor, () -> {
            Swap last = records.lastDone(name).filter(swap -> swap.before().digest().isPresent())
                .orElseThrow(() -> new EngineException(ErrorCode.CONFLICT, "There is nothing to go back to: nothing was "
                    + "replaced by " + name + ".").withField("name")
                    .withNextStep("'leengine plugins history' shows what was changed."));
            return begin(actor, Swap.Kind.ROLL_BACK, jars.find(last.before().digest().orElseThrow()));
        });
    }

    /** Returns the newest swaps of this data folder, which several engines on one database each have their own of. */
    List<Swap> begunHere() {
        return records.begunHere(Kept.SWAPS);
    }

    /** Puts back a bundle that ran here before. */
    Swap goBack(Actor actor, Digest digest) {
        return begun(actor, () -> begin(actor, Swap.Kind.ROLL_BACK, jars.find(digest)));
    }

    private interface Preparation<T> {
        T run();
    }

    private <T> T exclusively(Preparation<T> preparation) {
        lock();
        try {
            records.refuseSecond();
            return preparation.run();
        } finally {
            preparing.unlock();
        }
    }

    /** A check takes a moment; who comes second waits for it, and then hears of the swap that came of it. */
    private void lock() {
        try {
            if (preparing.tryLock(CHECK.toSeconds(), TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new EngineException(ErrorCode.CONFLICT, "Another bundle is being checked at this moment.")
            .withNextStep("Try again in a moment.");
    }

    /** Begins a swap, unless the very same request began it already: then it is that one, however far it is. */
    private Swap begun(Actor actor, Preparation<Swap> preparation) {
        lock();
        try {
            return records.earlier(actor).orElseGet(() -> {
                records.refuseSecond();
                return preparation.run();
            });
        } finally {
            preparing.unlock();
        }
    }

    private Swap begin(Actor actor, Swap.Kind kind, BundleJar jar) {
        Plan plan = null;
        boolean begun = false;
        try {
            Plan made = plan(jar);
            plan = made;
            Swap swap = records.begin(actor, draft(kind, jar.symbolicName(), before(jar.symbolicName(), made.old()),
                Swap.Content.bundle(jar.version().toString(), jar.digest())), session -> { });
            // A repeat of a request that was done already is answered with what that did.
            if (swap.state() == Swap.State.RUNNING) {
                begun = true;
                submit(swap, () -> bundleExchange.run(swap, made));
            }
            return swap;
        } finally {
            if (!begun) {
                Optional.ofNullable(plan).flatMap(Plan::fresh).ifPresent(bundles::discard);
                bundleExchange.forgetUnused();
            }
        }
    }

    private static Swap draft(Swap.Kind kind, String subject, Swap.Content before, Swap.Content after) {
        return new Swap(0, kind, subject, before, after, Swap.State.RUNNING, "", Duration.ZERO, List.of(), "",
            java.time.Instant.EPOCH, Optional.empty());
    }

    /** What runs now; a copy of the distribution's file is kept, which an upgrade of the distribution would replace. */
    private Swap.Content before(String name, Optional<Bundle> old) {
        return old.map(bundle -> Swap.Content.bundle(bundle.getVersion().toString(), digest(name, bundle)))
            .orElse(Swap.Content.nothing());
    }

    private Digest digest(String name, Bundle bundle) {
        return installed.find(name).flatMap(InstalledBundles.Entry::digest).orElseGet(() ->
            LiveBundles.file(bundle).map(file -> jars.keep(file).digest()).orElseThrow(() ->
                new EngineException(ErrorCode.UNSUPPORTED, name + " did not come from a file, so it could not return.")));
    }

    /** Everything that can be known before anything is touched. */
    private Plan plan(BundleJar jar) {
        if (!isOfTheDistribution(jar)) {
            trust.check(jar);
        }
        Optional<Bundle> old = bundles.find(jar.symbolicName());
        if (old.isPresent()) {
            requirePlugin(old.get());
            LiveBundles.requireUnused(old.get());
            if (digest(jar.symbolicName(), old.get()).equals(jar.digest())) {
                throw new EngineException(ErrorCode.ALREADY_EXISTS, "This very bundle, " + jar.symbolicName() + " "
                    + old.get().getVersion() + ", runs already.").withField(BundleJar.FIELD);
            }
        }
        Bundle fresh = bundles.add(jar);
        boolean fits = false;
        try {
            List<Part> served = old.map(bundle -> servedBy(bundle, parts())).orElseGet(() -> servedBy(fresh, parts()));
            List<String> plugins = settings.plugins(fresh);
            requireOwn(plugins, fresh, old);
            for (Part part : served) {
                String label = part.seam().label() + "/" + part.name();
                if (!plugins.contains(part.plugin())) {
                    throw EngineException.invalid(BundleJar.FIELD, "This bundle is refused. The part " + label
                        + " is served by the plugin " + part.plugin() + ", which it does not have; it has " + plugins + ".")
                        .withNextStep("Install it under a name of its own, then 'leengine parts swap' the part.");
                }
                settings.check(fresh, part.plugin(), label, drafts.resolved(part));
            }
            fits = true;
            return new Plan(Optional.of(jar), old, Optional.of(fresh), served);
        } finally {
            if (!fits) {
                bundles.discard(fresh);
            }
        }
    }

    /** What one goes back to may be what the distribution brought, which is trusted with it. */
    private boolean isOfTheDistribution(BundleJar jar) {
        return installed.find(jar.symbolicName()).flatMap(InstalledBundles.Entry::replaces)
            .filter(file -> file.digest().equals(jar.digest())).isPresent();
    }

    /** Two bundles with one plugin would both serve its parts. */
    private void requireOwn(List<String> plugins, Bundle fresh, Optional<Bundle> old) {
        for (Bundle other : bundles.all()) {
            // One of the same name that is not the old one is on its way out.
            if (other.getSymbolicName().equals(fresh.getSymbolicName()) || old.filter(other::equals).isPresent()) {
                continue;
            }
            for (String plugin : settings.plugins(other)) {
                if (plugins.contains(plugin)) {
                    throw new EngineException(ErrorCode.CONFLICT, "This bundle is refused. Its plugin " + plugin
                        + " is also that of " + other.getSymbolicName() + ", so both would serve its parts.")
                        .withField(BundleJar.FIELD).withNextStep("Give the bundle the name " + other.getSymbolicName()
                            + " to replace that one, or its plugin an id of its own.");
                }
            }
        }
    }

    /** The engine itself is not exchanged under its own feet. */
    private void requirePlugin(Bundle bundle) {
        if (settings.plugins(bundle).isEmpty() && installed.find(bundle.getSymbolicName()).isEmpty()) {
            throw new EngineException(ErrorCode.CONFLICT, bundle.getSymbolicName() + " has no plugin: it is a piece of "
                + "the engine itself.").withField(BundleJar.FIELD)
                .withNextStep("Change it with the distribution, while the engine is down.");
        }
    }

    @Override
    public Swap remove(Actor actor, String name) {
        actor.requiredAdministrator();
        return begun(actor, () -> {
            Bundle bundle = required(name);
            requirePlugin(bundle);
            LiveBundles.requireUnused(bundle);
            List<String> served = labels(servedBy(bundle, parts()));
            if (!served.isEmpty()) {
                throw new EngineException(ErrorCode.CONFLICT, name + " serves " + String.join(", ", served) + ".")
                    .withField("name")
                    .withNextStep("Delete these parts, or give them to another plugin: 'leengine parts swap'.");
            }
            Swap swap = records.begin(actor, draft(Swap.Kind.REMOVE, name, before(name, Optional.of(bundle)),
                Swap.Content.nothing()), session -> { });
            if (swap.state() == Swap.State.RUNNING) {
                Plan plan = new Plan(Optional.empty(), Optional.of(bundle), Optional.empty(), List.of());
                submit(swap, () -> bundleExchange.run(swap, plan));
            }
            return swap;
        });
    }

    @Override
    public Swap swapPart(Actor actor, SeamKind seam, String name, PartDraft draft, Optional<Long> ifMatch) {
        actor.requiredAdministrator();
        return begun(actor, () -> {
            Swap swap = partExchange.begin(actor, seam, name, draft, ifMatch);
            if (swap.state() == Swap.State.RUNNING) {
                submit(swap, () -> partExchange.run(swap));
            }
            return swap;
        });
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private void submit(Swap swap, Work work) {
        worker.execute(() -> {
            try {
                work.run();
            } catch (InterruptedException e) {
                // The engine stops: what became of it is told by the list of installed bundles at the next start.
                LOG.log(System.Logger.Level.INFO, "swap {0} of {1} was left in the middle", swap.number(), swap.subject());
            // catches all: a defect here must neither end the thread that does all later swaps nor keep them out for good
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "swap " + swap.number() + " of " + swap.subject() + " failed", e);
                abandon(swap, e);
            }
        });
    }

    private void abandon(Swap swap, Throwable why) {
        try {
            records.end(swap, swap.kind() != Swap.Kind.PART && holds(swap) ? Swap.State.DONE : Swap.State.RETURNED,
                "The engine failed in the middle: " + why + ".", SwapRecords.Taken.nothing(), session -> { });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        // catches all: the next start of the engine ends what cannot be ended now
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "swap " + swap.number() + " cannot be ended", e);
        }
    }

    @Override
    public Page<Swap> swaps(Actor actor, String subject, Page.Request page) {
        actor.requiredAdministrator();
        return records.page(subject, page);
    }

    @Override
    public Swap swap(Actor actor, long number) {
        actor.requiredAdministrator();
        return records.find(number);
    }

    /** Leaves what is under way to the next start. */
    @Override
    public void close() {
        worker.shutdownNow();
        try {
            if (!worker.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "a swap did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
