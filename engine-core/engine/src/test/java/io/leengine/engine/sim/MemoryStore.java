package io.leengine.engine.sim;

import io.leengine.engine.domain.AccessToken;
import io.leengine.engine.domain.Account;
import io.leengine.engine.domain.Activity;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.BuildRun;
import io.leengine.engine.domain.CodeBuild;
import io.leengine.engine.domain.CollectionRun;
import io.leengine.engine.domain.DomainState;
import io.leengine.engine.domain.Eviction;
import io.leengine.engine.domain.GroupCertificate;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.ImageGroup;
import io.leengine.engine.domain.ImageSource;
import io.leengine.engine.domain.ImageManifest;
import io.leengine.engine.domain.ImagePush;
import io.leengine.engine.domain.LogInAttempt;
import io.leengine.engine.domain.LogInFailures;
import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.Operation;
import io.leengine.engine.domain.Part;
import io.leengine.engine.domain.Pulls;
import io.leengine.engine.domain.Quota;
import io.leengine.engine.domain.QuotaSubject;
import io.leengine.engine.domain.RunningEngine;
import io.leengine.engine.domain.SigningKey;
import io.leengine.engine.domain.Swap;
import io.leengine.engine.domain.TagRules;
import io.leengine.engine.domain.User;
import io.leengine.engine.domain.Version;
import io.leengine.engine.ownership.Shards;
import io.leengine.engine.store.JournalRows.Answered;
import io.leengine.engine.store.Store;
import io.leengine.model.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/** A store that lives as long as the test: one writer at a time on a copy, which is published whole or not at all. */
public final class MemoryStore implements Store {
    /** Everything that is kept; values are immutable, so a copy of the collections is a snapshot. */
    static final class State {
        final TreeMap<String, User> users = new TreeMap<>();
        final TreeMap<String, AccessToken> tokens = new TreeMap<>();
        final TreeMap<String, LogInFailures> failures = new TreeMap<>();
        final TreeMap<String, LogInAttempt> attempts = new TreeMap<>();
        final TreeMap<String, Account> accounts = new TreeMap<>();
        final TreeMap<String, Application> applications = new TreeMap<>();
        final TreeMap<String, TreeMap<Integer, Version>> versions = new TreeMap<>();
        final Set<Eviction> evictions = new LinkedHashSet<>();
        final TreeMap<String, DomainState> domains = new TreeMap<>();
        final TreeMap<String, GroupCertificate> certificates = new TreeMap<>();
        final TreeMap<String, Image> images = new TreeMap<>();
        final TreeMap<String, ImageGroup> groups = new TreeMap<>();
        final TreeMap<String, ImageSource> sources = new TreeMap<>();
        final TreeMap<String, ImagePush> pushes = new TreeMap<>();
        final TreeMap<String, ImageManifest> manifests = new TreeMap<>();
        final TreeMap<String, Instant> untagged = new TreeMap<>();
        final TreeMap<String, Instant> indexed = new TreeMap<>();
        final TreeMap<String, Pulls> pulls = new TreeMap<>();
        final TreeMap<String, TagRules> tagRules = new TreeMap<>();
        final TreeMap<String, CodeBuild> builds = new TreeMap<>();
        final TreeMap<String, BuildRun> runs = new TreeMap<>();
        final TreeMap<String, TreeMap<Integer, String>> logs = new TreeMap<>();
        final TreeMap<String, Member> members = new TreeMap<>();
        final TreeMap<String, Part> parts = new TreeMap<>();
        final TreeMap<Long, Swap> swaps = new TreeMap<>();
        final TreeMap<QuotaSubject, Quota> quotas = new TreeMap<>();
        final List<MemoryStatistics.Done> done = new ArrayList<>();
        final Map<String, Operation> operations = new LinkedHashMap<>();
        final TreeMap<Digest, Instant> touched = new TreeMap<>();
        final Map<String, CollectionRun> collections = new LinkedHashMap<>();
        final List<Activity> activity = new ArrayList<>();
        final TreeMap<String, Answered> answered = new TreeMap<>();
        final TreeMap<String, byte[]> keys = new TreeMap<>();
        final TreeMap<Long, SigningKey> signingKeys = new TreeMap<>();
        final TreeMap<String, RunningEngine> engines = new TreeMap<>();
        final TreeMap<Integer, String> owners = new TreeMap<>();
        final TreeMap<String, String> problems = new TreeMap<>();
        final TreeMap<Long, String> swapPlaces = new TreeMap<>();

        State copy() {
            State copy = new State();
            copy.users.putAll(users);
            copy.tokens.putAll(tokens);
            copy.failures.putAll(failures);
            copy.attempts.putAll(attempts);
            copy.accounts.putAll(accounts);
            copy.applications.putAll(applications);
            versions.forEach((id, some) -> copy.versions.put(id, new TreeMap<>(some)));
            copy.evictions.addAll(evictions);
            copy.domains.putAll(domains);
            copy.certificates.putAll(certificates);
            copy.images.putAll(images);
            copy.groups.putAll(groups);
            copy.sources.putAll(sources);
            copy.pushes.putAll(pushes);
            copy.manifests.putAll(manifests);
            copy.untagged.putAll(untagged);
            copy.indexed.putAll(indexed);
            copy.pulls.putAll(pulls);
            copy.tagRules.putAll(tagRules);
            copy.builds.putAll(builds);
            copy.runs.putAll(runs);
            logs.forEach((id, some) -> copy.logs.put(id, new TreeMap<>(some)));
            copy.members.putAll(members);
            copy.parts.putAll(parts);
            copy.swaps.putAll(swaps);
            copy.quotas.putAll(quotas);
            copy.done.addAll(done);
            copy.operations.putAll(operations);
            copy.touched.putAll(touched);
            copy.collections.putAll(collections);
            copy.activity.addAll(activity);
            copy.answered.putAll(answered);
            copy.keys.putAll(keys);
            copy.signingKeys.putAll(signingKeys);
            copy.engines.putAll(engines);
            copy.owners.putAll(owners);
            copy.problems.putAll(problems);
            copy.swapPlaces.putAll(swapPlaces);
            return copy;
        }
    }

    private final ReentrantLock writing = new ReentrantLock();
    private volatile State state = new State();
    private final boolean shared;
    private volatile RuntimeException fault;

    /** For one engine. */
    public MemoryStore() {
        this(false);
    }

    /** For several engines, if wanted. */
    public MemoryStore(boolean shared) {
        this.shared = shared;
        for (int i = 0; i < Shards.COUNT; i++) {
            state.owners.put(i, "");
        }
    }

    @Override
    public boolean shared() {
        return shared;
    }

    @Override
    public <T> T read(Work<T> work) {
        failIfAsked();
        return work.apply(new MemorySession(state, false));
    }

    @Override
    public <T> T write(Work<T> work) {
        failIfAsked();
        if (writing.isHeldByCurrentThread()) {
            throw new IllegalStateException("A transaction within a transaction");
        }
        writing.lock();
        try {
            State next = state.copy();
            T result = work.apply(new MemorySession(next, true));
            state = next;
            return result;
        } finally {
            writing.unlock();
        }
    }

    /** Makes every call throw this from now on; null ends that. */
    public void fail(RuntimeException error) {
        fault = error;
    }

    private void failIfAsked() {
        RuntimeException error = fault;
        if (error != null) {
            throw error;
        }
    }
}
