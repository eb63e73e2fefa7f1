package io.leengine.engine.application;

import io.leengine.engine.Applications.Deployment;
import io.leengine.engine.change.Difference;
import io.leengine.engine.change.Ids;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.Version;
import io.leengine.engine.domain.Version.State;
import io.leengine.engine.seam.CellRoom;
import io.leengine.engine.store.ApplicationRows;
import io.leengine.engine.store.Session;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What may be done with the versions of one application, within one transaction that holds the application's row. */
final class Deployments {
    private final ApplicationRows rows;
    private final Application application;
    private final List<Version> versions;
    private final Instant now;

    /** Reads the versions of an application whose row is held. */
    Deployments(Session session, Application application, Instant now) {
        this.rows = session.applications();
        this.application = application;
        this.versions = rows.versions(application.id());
        this.now = now;
    }

    /** Returns what became of the versions since they were read. */
    Difference difference() {
        return VersionFacts.difference(versions, rows.versions(application.id()));
    }

    /** Returns the instances that cells are to have beyond those they should have had when the versions were read. */
    List<CellRoom.Further> further() {
        Map<String, Map<String, Integer>> before = new HashMap<>();
        versions.stream().filter(Version::wanted).forEach(version -> before.put(version.id(), version.cells()));
        List<CellRoom.Further> further = new ArrayList<>();
        rows.versions(application.id()).stream().filter(Version::wanted).forEach(version ->
            version.cells().forEach((cell, count) -> {
                int more = count - before.getOrDefault(version.id(), Map.of()).getOrDefault(cell, 0);
                if (more > 0) {
                    further.add(new CellRoom.Further(cell, more, version.settings().cpuMillis(),
                        version.settings().memoryBytes()));
                }
            }));
        return further;
    }

    /** Adds a version; returns it. */
    Version deploy(Deployment deployment, Digest digest, Ids ids, String by) {
        List<Version> live = live();
        boolean first = live.stream().noneMatch(version -> version.weight() > 0);
        boolean replaces = deployment.replace() && !first;
        int weight = first || replaces ? Shares.ALL : deployment.weight();
        int number = versions.stream().mapToInt(Version::number).max().orElse(0) + 1;
        Version version = new Version(ids.next(), application.id(), number, application.image(),
            deployment.tag().orElse(""), digest, deployment.settings(), new TreeMap<>(deployment.cells()), weight,
            State.LIVE, Optional.empty(), now, by,
            weight == Shares.ALL ? Optional.of(now) : Optional.empty());
        rows.insert(version);
        if (replaces) {
            retire(live, version);
        } else {
            share(live, Shares.ALL - weight);
        }
        return version;
    }

    /** Gives live versions their shares. */
    void weigh(Map<String, Integer> weights) {
        Shares.check(weights);
        weights.keySet().forEach(this::live);
        for (Version version : live()) {
            int weight = weights.getOrDefault(version.name(), 0);
            Version changed = version.withWeight(weight);
            rows.update(weight == Shares.ALL && version.weight() != Shares.ALL ? changed.withFullSince(now) : changed);
        }
    }

    /** Sets a live version's instances. */
    void scale(String name, Map<String, Integer> cells) {
        rows.update(live(name).withCells(cells));
    }

    /** Ends a version. */
    void delete(String name) {
        Version version = wanted(name);
        boolean othersLive = live().stream().anyMatch(other -> !other.id().equals(version.id()));
        if (version.state() == State.LIVE && version.weight() > 0 && othersLive) {
            throw new EngineException(ErrorCode.CONFLICT, name + " has " + version.weight() + " % of the traffic.")
                .withField("version").withNextStep("Give its traffic to another version first: leengine weight "
                    + application.name() + " <other>=100");
        }
        release(version);
        rows.update(version.withState(State.DELETED, Optional.empty()).withWeight(0));
    }

    /** Those a version was to take over from wait for its own successor instead, or stay: with what traffic nobody has. */
    private void release(Version version) {
        List<Version> waiting = versions.stream()
            .filter(other -> other.successor().equals(Optional.of(version.id())) && other.wanted()).toList();
        if (version.successor().isPresent()) {
            waiting.forEach(other -> rows.update(other.withState(State.RETIRING, version.successor())));
            return;
        }
        boolean served = live().stream().anyMatch(other -> !other.id().equals(version.id()) && other.weight() > 0);
        share(waiting.stream().map(other -> other.withState(State.LIVE, Optional.empty())).toList(),
            served ? 0 : Shares.ALL);
    }

    /** Brings an earlier version back in the place of all others; returns it. */
    Version rollBack(Optional<String> name) {
        Version target = name.map(this::any).orElseGet(this::previous);
        List<Version> others = versions.stream()
            .filter(version -> version.wanted() && !version.id().equals(target.id())).toList();
        if (others.isEmpty() && target.state() == State.LIVE && target.weight() == Shares.ALL) {
            throw new EngineException(ErrorCode.CONFLICT, target.name() + " has all of the traffic already.");
        }
        Map<String, Integer> size = others.stream().filter(version -> version.weight() > 0)
            .max(Comparator.comparingInt(Version::weight)).map(version -> (Map<String, Integer>) version.cells())
            .orElse(target.cells());
        Version back = target.withState(State.LIVE, Optional.empty()).withCells(size).withWeight(Shares.ALL)
            .withFullSince(now);
        rows.update(back);
        retire(others, back);
        return back;
    }

    private Version previous() {
        List<Version> byTime = versions.stream().filter(version -> version.fullSince().isPresent())
            .sorted(Comparator.comparing((Version version) -> version.fullSince().orElseThrow()).reversed()
                .thenComparing(Comparator.comparingInt(Version::number).reversed())).toList();
        return byTime.stream().skip(1).findFirst().orElseThrow(() -> new EngineException(ErrorCode.CONFLICT,
            "There is no earlier version of " + application.name() + " to go back to."));
    }

    /** Keeps some versions, and their shares, until another one is ready. */
    private void retire(List<Version> some, Version successor) {
        some.forEach(version -> rows.update(version.withState(State.RETIRING, Optional.of(successor.id()))));
    }

    private void share(List<Version> some, int sum) {
        Map<String, Integer> before = new LinkedHashMap<>();
        some.forEach(version -> before.put(version.name(), version.weight()));
        Map<String, Integer> after = Shares.scale(before, sum);
        if (sum > 0 && after.values().stream().allMatch(share -> share == 0)) {
            some.stream().skip(Math.max(0, some.size() - 1)).forEach(newest -> after.put(newest.name(), sum));
        }
        some.forEach(version -> rows.update(version.withWeight(after.get(version.name()))));
    }

    private List<Version> live() {
        return versions.stream().filter(version -> version.state() == State.LIVE).toList();
    }

    /** Returns a version that is live. */
    Version live(String name) {
        return Optional.of(any(name)).filter(version -> version.state() == State.LIVE)
            .orElseThrow(() -> new EngineException(ErrorCode.CONFLICT, name + " of " + application.name()
                + " is not live.").withField("version"));
    }

    private Version wanted(String name) {
        return Optional.of(any(name)).filter(Version::wanted)
            .orElseThrow(() -> EngineException.notFound("version of " + application.name(), name));
    }

    private Version any(String name) {
        return versions.stream().filter(version -> version.name().equals(name)).findFirst()
            .orElseThrow(() -> EngineException.notFound("version of " + application.name(), name));
    }
}
