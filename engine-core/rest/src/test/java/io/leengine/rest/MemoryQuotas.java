package io.leengine.rest;

import io.leengine.engine.Actor;
import io.leengine.engine.Page;
import io.leengine.engine.Quotas;
import io.leengine.engine.Statistics;
import io.leengine.engine.domain.CountedOperation;
import io.leengine.engine.domain.OperationCount;
import io.leengine.engine.domain.Quota;
import io.leengine.engine.domain.QuotaKind;
import io.leengine.engine.domain.QuotaSubject;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Quotas of one user in memory; and counts of one day. */
final class MemoryQuotas implements Quotas, Statistics {
    private final Map<QuotaSubject, Quota> quotas = new HashMap<>();

    @Override
    public Page<Standing> list(Actor actor, QuotaSubject.Kind kind, Page.Request page) {
        actor.requiredAdministrator();
        return new Page<>(List.of(standing(kind, "ann")), Optional.of("ann"));
    }

    @Override
    public Standing get(Actor actor, QuotaSubject.Kind kind, String name) {
        if (!name.equals("ann")) {
            throw EngineException.notFound(kind.words(), name);
        }
        return standing(kind, name);
    }

    private Standing standing(QuotaSubject.Kind kind, String name) {
        Quota own = found(new QuotaSubject(kind, name));
        return new Standing(name, own, own.over(found(QuotaSubject.all(kind))), Map.of(QuotaKind.INSTANCES, 4L));
    }

    private Quota found(QuotaSubject subject) {
        return quotas.getOrDefault(subject, Quota.none(subject));
    }

    @Override
    public Standing set(Actor actor, QuotaSubject.Kind kind, String name, Map<QuotaKind, Long> limits,
            Optional<Long> ifMatch) {
        get(actor, kind, name);
        put(actor, new QuotaSubject(kind, name), limits, ifMatch);
        return get(actor, kind, name);
    }

    @Override
    public Quota defaults(Actor actor, QuotaSubject.Kind kind) {
        return found(QuotaSubject.all(kind));
    }

    @Override
    public Quota setDefaults(Actor actor, QuotaSubject.Kind kind, Map<QuotaKind, Long> limits, Optional<Long> ifMatch) {
        return put(actor, QuotaSubject.all(kind), limits, ifMatch);
    }

    private Quota put(Actor actor, QuotaSubject subject, Map<QuotaKind, Long> limits, Optional<Long> ifMatch) {
        actor.requiredAdministrator();
        long present = found(subject).revision();
        if (ifMatch.filter(revision -> revision != present).isPresent()) {
            throw new EngineException(ErrorCode.PRECONDITION_FAILED, "It is at " + present + ".");
        }
        Quota quota = new Quota(subject, limits, present + 1);
        quotas.put(subject, quota);
        return quota;
    }

    @Override
    public List<OperationCount> counts(Actor actor, LocalDate from, LocalDate to, boolean daily, OperationCount.By by) {
        return List.of(new OperationCount(from, by == OperationCount.By.ALL ? "" : "=b,\"c", CountedOperation.DEPLOY, 2),
            new OperationCount(from, by == OperationCount.By.ALL ? "" : "=b,\"c", CountedOperation.PUSH, 3));
    }
}
