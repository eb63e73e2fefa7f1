package io.leengine.engine.change;

import io.leengine.engine.Actor;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.CodeBuild;
import io.leengine.engine.domain.CountedOperation;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.StatisticsRows.About;
import io.leengine.engine.store.StatisticsRows.Doer;
import io.leengine.engine.store.StatisticsRows.Target;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/** Counts what was done, in the transaction that did it, by day, user, application, image and cell. */
final class OperationCounts {
    private OperationCounts() {
    }

    static void count(Session session, Actor actor, String action, Outcome outcome, Instant at) {
        CountedOperation.of(action).ifPresent(operation -> session.statistics().count(day(at), operation,
            new Doer(actor.id(), actor.name()), new About(application(session, outcome), image(session, outcome)),
            outcome.cells(), 1));
    }

    private static Optional<Target> image(Session session, Outcome outcome) {
        return outcome.kind() != ResourceKind.IMAGE ? Optional.empty()
            : session.images().byRepository(outcome.resource()).map(found -> new Target(found.id(), found.repository()));
    }

    static LocalDate day(Instant at) {
        return at.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    private static Optional<Target> application(Session session, Outcome outcome) {
        Optional<Application> application = switch (outcome.kind()) {
            case APPLICATION -> session.applications().byName(outcome.resource());
            case IMAGE -> session.applications().byImage(outcome.resource());
            case CODE_BUILD -> session.builds().byName(outcome.resource()).map(CodeBuild::image)
                .flatMap(session.applications()::byImage);
            default -> Optional.empty();
        };
        return application.map(found -> new Target(found.id(), found.name()));
    }
}
