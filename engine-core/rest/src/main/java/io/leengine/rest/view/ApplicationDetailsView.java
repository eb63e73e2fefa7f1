package io.leengine.rest.view;

import io.leengine.engine.Applications;
import io.leengine.engine.domain.Version;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An application, whole. */
@Doc("An application with its versions.")
public record ApplicationDetailsView(@Doc(value = "Unique.", example = "hello") String name, String description,
        @Doc("Its image repository.") String image,
        @Doc(value = "Its domain.", example = "hello.localhost") String host,
        @Doc("The load-balancer group that serves the domain.") String group,
        @Doc("Whether only members see it.") boolean isPrivate,
        @Doc("Whether it is on its way out.") boolean deleting, Instant createdAt, String createdBy,
        @Doc("Grows with every change; the entity tag.") long revision,
        @Doc(value = "Live versions and their share of the traffic in percent.", example = "{\"v1\":90,\"v2\":10}")
        Map<String, Integer> live, @Doc("How many instances it should have.") int instances,
        @Doc("How many of them are ready.") int ready,
        @Doc("By number, deleted ones included.") List<VersionView> versions,
        @Doc("Where the domain is served.") List<String> urls,
        @Doc("What keeps it from being as desired; empty when nothing does.") List<String> problems) {
    /** Returns the view. */
    public static ApplicationDetailsView of(Applications.Details details) {
        var application = details.application();
        Map<String, Integer> live = new LinkedHashMap<>();
        int instances = 0;
        int ready = 0;
        for (var item : details.versions()) {
            if (item.version().state() == Version.State.LIVE) {
                live.put(item.version().name(), item.version().weight());
            }
            if (item.version().wanted()) {
                instances += item.version().instances();
                ready += item.ready();
            }
        }
        return new ApplicationDetailsView(application.name(), application.description(), application.image(),
            application.host(), application.group(), application.isPrivate(), application.deleting(),
            application.createdAt(), application.createdBy(), application.revision(), live, instances, ready,
            details.versions().stream().map(VersionView::of).toList(), details.urls(), details.problems());
    }
}
