package io.leengine.rest.view;

import io.leengine.engine.Applications;
import io.leengine.engine.domain.Application;
import java.time.Instant;
import java.util.Map;

/** An application in a list. */
@Doc("An application in a list.")
public record ApplicationView(@Doc(value = "Unique.", example = "hello") String name, String description,
        @Doc("Its image repository.") String image,
        @Doc(value = "Its domain.", example = "hello.localhost") String host,
        @Doc("The load-balancer group that serves the domain.") String group,
        @Doc("Whether only members see it.") boolean isPrivate,
        @Doc("Whether it is on its way out.") boolean deleting, Instant createdAt, String createdBy,
        @Doc("Grows with every change; the entity tag.") long revision,
        @Doc(value = "Live versions and their share of the traffic in percent.", example = "{\"v1\":90,\"v2\":10}")
        Map<String, Integer> live, @Doc("How many instances it should have.") int instances,
        @Doc("How many of them are ready.") int ready) {
    /** Returns the view. */
    public static ApplicationView of(Applications.Summary summary) {
        return of(summary.application(), summary.live(), summary.instances(), summary.ready());
    }

    /** Returns the view of an application that was just created. */
    public static ApplicationView of(Application application) {
        return of(application, Map.of(), 0, 0);
    }

    private static ApplicationView of(Application of, Map<String, Integer> live, int instances, int ready) {
        return new ApplicationView(of.name(), of.description(), of.image(), of.host(), of.group(), of.isPrivate(),
            of.deleting(), of.createdAt(), of.createdBy(), of.revision(), live, instances, ready);
    }
}
