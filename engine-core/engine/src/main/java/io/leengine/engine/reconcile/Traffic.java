package io.leengine.engine.reconcile;

import io.leengine.engine.domain.Application;
import io.leengine.engine.seam.Seams;
import io.leengine.model.Endpoint;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.loadbalancer.LoadBalancer;
import io.leengine.spi.loadbalancer.Upstream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** States an application's domain and upstreams to its load-balancer group, leaving out what it was told already. */
final class Traffic {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration REPEAT_AFTER = Duration.ofMinutes(5);

    /** What a service was last told of a domain. */
    private record Told(LoadBalancer service, String group, String host, List<Upstream> upstreams, Instant at,
            boolean confirmed) {
    }

    /** A domain in a group. */
    private record Place(String group, String host) {
    }

    private final Seams seams;
    private final Clock clock;
    private final Orphans orphans;
    private final DomainStatements domains;
    private final Listings listings = new Listings();
    private final Map<String, Told> told = new ConcurrentHashMap<>();
    /** Where applications were served before they moved. */
    private final Map<String, Set<Place>> former = new ConcurrentHashMap<>();
    /** Those of these places that serve on, since nothing is known to serve the application elsewhere. */
    private final Map<String, Set<Place>> leaving = new ConcurrentHashMap<>();

    Traffic(Seams seams, Clock clock, Orphans orphans, DomainStatements domains) {
        this.seams = seams;
        this.orphans = orphans;
        this.domains = domains;
        this.clock = clock;
    }

    /**
     * Returns the upstreams the group serves of some cells: of those that have told nothing since this engine started,
     * what the group goes by is the best knowledge there is.
     */
    List<Upstream> served(Run run, Application application, Set<String> cells) throws InterruptedException {
        if (cells.isEmpty() || application.group().isEmpty()) {
            return List.of();
        }
        LoadBalancer group = group(application);
        Told last = told.get(application.name());
        // What was confirmed to this engine is so; only of what it has told nothing yet the group is asked.
        List<Upstream> all = last != null && last.confirmed() && last.service() == group
            && last.host().equals(application.host()) ? last.upstreams()
            : listings.of(group, run.tenure(), run.looks(LIMIT)).getOrDefault(application.host(), List.of());
        return all.stream().filter(upstream -> cells.contains(upstream.cell())).toList();
    }

    /**
     * Makes the group send requests by these upstreams only; when it returns, it does. The domain's settings are stated
     * before, if they are not as told; whether the group takes them or not, and also when it does not say so in time,
     * upstreams follow.
     *
     * @throws EngineException {@code UNAVAILABLE} as well while an application that moved is not taken where it moved to: it is
     *     served from where it was until then, so nothing may be stopped
     */
    void state(Run run, Desired desired, List<Upstream> upstreams) throws InterruptedException {
        Application application = desired.application();
        if (application.group().isEmpty()) {
            return;
        }
        LoadBalancer group = group(application);
        Told last = told.get(application.name());
        boolean known = last != null && last.confirmed() && last.host().equals(application.host()) && last.service() == group
            && last.upstreams().equals(upstreams) && last.at().plus(REPEAT_AFTER).isAfter(clock.instant());
        if (!known) {
            suspect(last, application);
            // A statement that fails may take effect all the same: until the next is confirmed, nothing is known.
            told.put(application.name(), new Told(group, application.group(), application.host(), upstreams,
                clock.instant(), false));
        }
        boolean taken = false;
        EngineException late = null;
        try {
            taken = domains.state(run, application, desired.domain(), group);
        } catch (EngineException e) {
            late = e;
        }
        if (!known) {
            List<Upstream> served = served(run, application, group, taken, upstreams);
            told.put(application.name(), new Told(group, application.group(), application.host(), served,
                clock.instant(), true));
        }
        if (late != null) {
            throw late;
        }
        if (taken) {
            leave(application);
        } else if (leaving.containsKey(application.name())) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The load-balancer group '" + application.group()
                + "' does not serve " + application.host() + " yet; until it does, the application is served from where it was.");
        }
    }

    /** What an application was served by before lets go of it. */
    private void leave(Application application) throws InterruptedException {
        Set<Place> places = leaving.remove(application.name());
        for (Place place : places == null ? Set.<Place>of() : places) {
            orphans.suspect(place.group());
        }
    }

    /** States upstreams and returns which are served by. */
    private List<Upstream> served(Run run, Application application, LoadBalancer group, boolean taken,
            List<Upstream> upstreams) throws InterruptedException {
        try {
            group.applyUpstreams(run.changes(LIMIT), application.host(), upstreams);
            return upstreams;
        } catch (EngineException e) {
            if (e.code() == ErrorCode.NOT_FOUND && !taken) {
                // The group never took the domain, so it sends nobody anywhere for it.
                return List.of();
            }
            domains.forget(application.name());
            throw e;
        }
    }

    /** Returns when an application is to be run again at the latest because of its domain's settings. */
    Optional<Duration> again(String application) {
        return domains.again(application);
    }

    /** Waits a little for requests under way to some endpoints; returns whether none is left. */
    boolean drained(Run run, Application application, Collection<Endpoint> endpoints, Duration limit)
            throws InterruptedException {
        if (endpoints.isEmpty()) {
            return true;
        }
        CallContext context = run.looks(limit);
        for (Place place : former.getOrDefault(application.name(), Set.of())) {
            // Its requests from before the move may be under way there; while it is away, nobody knows.
            Optional<LoadBalancer> group = seams.find(LoadBalancer.class, place.group());
            if (group.isEmpty() || !group.get().awaitDrained(context, place.host(), endpoints)) {
                return false;
            }
        }
        return application.group().isEmpty() || group(application).awaitDrained(context, application.host(), endpoints);
    }

    /** Ends serving an application's domain. */
    void end(Run run, Application application) throws InterruptedException {
        Told last = told.get(application.name());
        suspect(last, application);
        leave(application);
        if (!application.group().isEmpty()) {
            group(application).deleteDomain(run.changes(LIMIT), application.host());
            told.remove(application.name());
            domains.forget(application.name());
            former.remove(application.name());
        }
        // It may have moved just before: what it left goes on sending requests until it is ended too.
        orphans.end(run);
    }

    /** Remembers nothing of an application: another engine may have told its group something else since. */
    void forget(String application) {
        told.remove(application);
        domains.forget(application);
        former.remove(application);
        leaving.remove(application);
    }

    /** What served the application before, wherever that is, must have let go before anybody is stopped. */
    private void suspect(Told last, Application application) throws InterruptedException {
        if (last == null) {
            orphans.first(application);
        } else if (!(last.host().equals(application.host()) && last.group().equals(application.group()))) {
            Place place = new Place(last.group(), last.host());
            former.computeIfAbsent(application.name(), name -> ConcurrentHashMap.newKeySet()).add(place);
            leaving.computeIfAbsent(application.name(), name -> ConcurrentHashMap.newKeySet()).add(place);
        }
    }

    private LoadBalancer group(Application application) {
        return seams.find(LoadBalancer.class, application.group())
            .orElseThrow(() -> new EngineException(ErrorCode.UNAVAILABLE, "The load-balancer group '"
                + application.group() + "' is not there now; nothing is stopped until it has confirmed."));
    }
}
