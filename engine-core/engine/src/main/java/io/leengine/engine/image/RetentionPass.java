package io.leengine.engine.image;

import io.leengine.engine.Actor;
import io.leengine.engine.ImageTags.Verdict;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Difference;
import io.leengine.engine.change.Outcome;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.ImagePush;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.TagRules;
import io.leengine.engine.image.RetentionPlan.Facts;
import io.leengine.engine.ownership.Ownership;
import io.leengine.engine.ownership.Tenure;
import io.leengine.engine.reconcile.KeyedQueue;
import io.leengine.engine.reconcile.SoleWork;
import io.leengine.engine.seam.Seams;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.spi.registry.RegistryStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Carries out the rules of images: once an hour it looks at each image that has some, and removes what they do not keep, one
 * thing a transaction. Each is looked at again with the image's row held, so what was pushed, deployed or changed meanwhile
 * stays. Broken off, it begins again.
 */
public final class RetentionPass implements KeyedQueue.Work, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RetentionPass.class.getName());
    private static final String KEY = "image-retention";
    private static final Duration PACE = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int IMAGES_AT_ONCE = 100;

    private final Store store;
    private final Changes changes;
    private final Seams seams;
    private final Ownership ownership;
    private final SoleWork work;

    /** A run over one image. */
    private record Run(Tenure tenure, Actor actor, RegistryStorage storage, String repository, TagRules rules, Facts facts,
            Map<String, Optional<Instant>> pushedAt) {
    }

    /** What it is made of. */
    public RetentionPass(Store store, Changes changes, Seams seams, Ownership ownership) {
        this.store = store;
        this.changes = changes;
        this.seams = seams;
        this.ownership = ownership;
        work = new SoleWork(KEY, this, ownership, store);
    }

    /** Begins. */
    public void start() {
        work.start();
    }

    @Override
    public Optional<Duration> run(String key, String request) throws InterruptedException {
        Optional<RegistryStorage> storage = seams.first(RegistryStorage.class);
        Optional<Tenure> tenure = ownership.tenure(KEY);
        if (storage.isEmpty() || tenure.isEmpty()) {
            return Optional.of(SOON);
        }
        boolean whole = true;
        Optional<String> after = Optional.empty();
        List<String> page;
        do {
            Optional<String> from = after;
            page = store.read(session -> session.tagRules().ruled(from, IMAGES_AT_ONCE));
            for (String repository : page) {
                whole &= attempt(tenure.get(), storage.get(), repository, request);
                after = Optional.of(repository);
            }
        } while (page.size() == IMAGES_AT_ONCE);
        return Optional.of(whole ? PACE : SOON);
    }

    /** One image that cannot be looked at keeps no other waiting. */
    private boolean attempt(Tenure tenure, RegistryStorage storage, String repository, String request)
            throws InterruptedException {
        try {
            return carryOut(tenure, storage, repository, request);
        } catch (EngineException e) {
            tenure.check();
            LOG.log(System.Logger.Level.WARNING, "{0} [{1}]: the rules of {2} cannot be carried out now: {3}", KEY, request,
                repository, e.getMessage());
            return false;
        }
    }

    /** Carries out the rules of an image; returns whether it is done with it. */
    boolean carryOut(Tenure tenure, RegistryStorage storage, String repository, String request)
            throws InterruptedException {
        Map<String, Digest> tags = RetentionFacts.tags(storage, repository);
        Optional<Run> run = store.read(session -> session.images().byRepository(repository)
            .filter(_ -> session.manifests().isIndexed(repository)).map(image -> new Run(tenure, Actor.engine(request),
                storage, repository, Pushes.rules(session, image), RetentionFacts.of(session, repository, tags),
                new HashMap<>())));
        if (run.isEmpty()) {
            return false;
        }
        Instant now = changes.now();
        run.get().facts().tags().forEach(tag -> run.get().pushedAt().put(tag.name(), tag.pushedAt()));
        List<Verdict> going = RetentionPlan.of(run.get().facts(), run.get().rules(), now).stream()
            .filter(verdict -> !verdict.stays()).toList();
        going.stream().filter(verdict -> verdict.tag().isPresent()).forEach(verdict -> removeTag(run.get(), verdict));
        // What is in an index goes after it.
        Set<Digest> indexes = new HashSet<>();
        run.get().facts().manifests().stream().filter(each -> !each.manifests().isEmpty())
            .forEach(each -> indexes.add(each.digest()));
        going.stream().filter(verdict -> verdict.tag().isEmpty())
            .sorted(Comparator.comparing(verdict -> !indexes.contains(verdict.digest())))
            .forEach(verdict -> removeManifest(run.get(), verdict));
        return true;
    }

    private void removeTag(Run run, Verdict verdict) {
        String tag = verdict.tag().orElseThrow();
        removed(run, "image.expire-tag", tag, verdict.reason(), session -> {
            Optional<ImagePush> push = session.images().push(run.repository(), tag);
            boolean same = push.map(ImagePush::digest).filter(verdict.digest()::equals).isPresent()
                && push.map(ImagePush::pushedAt).equals(run.pushedAt().get(tag));
            if (!same || TagFacts.users(session, run.repository()).containsKey(verdict.digest())) {
                return Optional.empty();
            }
            Difference difference = Pushes.forgetTag(session, run.repository(), tag, changes.now());
            Interruptibly.run(() -> run.storage().deleteTag(run.repository(), tag));
            return Optional.of(difference);
        });
    }

    private void removeManifest(Run run, Verdict verdict) {
        Digest digest = verdict.digest();
        removed(run, "image.expire-manifest", digest.toString(), verdict.reason(), session -> {
            List<Digest> one = List.of(digest);
            boolean free = session.images().pushesOf(run.repository(), one).isEmpty()
                && session.manifests().inIndexes(run.repository(), one).isEmpty()
                && !TagFacts.users(session, run.repository()).containsKey(digest)
                && session.manifests().untaggedSince(run.repository(), digest)
                    .equals(Optional.of(run.facts().untaggedSince().get(digest)));
            if (!free) {
                return Optional.empty();
            }
            Difference difference = Pushes.forgetManifest(session, run.repository(), digest);
            Interruptibly.run(() -> run.storage().deleteManifest(run.repository(), digest));
            return Optional.of(difference);
        });
    }

    private interface Removal {
        /** Removes something and returns what changed; empty when it must stay after all. */
        Optional<Difference> from(Session session);
    }

    /** Thrown within the transaction of something that must stay after all: nothing is to be written down. */
    private static final class Stays extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Stays() {
            super("It stays", null, false, false);
        }
    }

    private void removed(Run run, String action, String what, String reason, Removal removal) {
        try {
            changes.apply(run.actor(), action, session -> {
                run.tenure().check(session);
                Image image = session.images().lockByRepository(run.repository()).orElseThrow(Stays::new);
                if (!Pushes.rules(session, image).equals(run.rules())) {
                    throw new Stays();
                }
                Difference difference = removal.from(session).orElseThrow(Stays::new);
                return new Outcome(ResourceKind.IMAGE, run.repository(), what + ": " + reason, what).with(difference);
            });
        } catch (Stays e) {
            LOG.log(System.Logger.Level.DEBUG, "{0} of {1} stays: it changed meanwhile", what, run.repository());
        }
    }

    @Override
    public void close() {
        work.close();
    }
}
