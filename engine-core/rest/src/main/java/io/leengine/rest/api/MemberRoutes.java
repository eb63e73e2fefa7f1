package io.leengine.rest.api;

import io.leengine.engine.Members;
import io.leengine.engine.access.Permission;
import io.leengine.engine.domain.NamedMember;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.model.ErrorCode;
import io.leengine.rest.Services;
import io.leengine.rest.http.Answer;
import io.leengine.rest.http.Call;
import io.leengine.rest.http.Route;
import io.leengine.rest.view.HandOver;
import io.leengine.rest.view.MemberChange;
import io.leengine.rest.view.MemberView;
import io.leengine.rest.view.NewMember;
import java.util.List;
import java.util.stream.Stream;

/** The members of each of the four kinds of resource; the same six operations on all of them. */
final class MemberRoutes {
    private static final String TAG = "Members";
    private static final String RULES = "A Master gives, changes and takes roles up to its own, an Owner all. Nobody "
        + "raises the own role. An Owner without end remains.";

    private static final ErrorCode[] CHANGE = {ErrorCode.CONFLICT, ErrorCode.QUOTA_EXCEEDED};

    /**
     * One kind of resource.
     *
     * @param kind the kind
     * @param collection the first segment of its paths
     * @param place the name of the second one
     * @param word what its operations' ids end with
     */
    private record Family(ResourceKind kind, String collection, String place, String word) {
        String noun() {
            return (word.matches("[AEIOU].*") ? "an " : "a ") + kind.label().replace('-', ' ');
        }

        String path(String more) {
            return "/" + collection + "/{" + place + "}" + more;
        }
    }

    private static final List<Family> FAMILIES = List.of(
        new Family(ResourceKind.APPLICATION, "applications", "name", "Application"),
        new Family(ResourceKind.IMAGE, "images", "repository", "Image"),
        new Family(ResourceKind.IMAGE_GROUP, "image-groups", "name", "ImageGroup"),
        new Family(ResourceKind.CODE_BUILD, "code-builds", "name", "CodeBuild"));

    private final Services services;

    MemberRoutes(Services services) {
        this.services = services;
    }

    List<Route> routes() {
        return FAMILIES.stream().flatMap(this::routes).toList();
    }

    private Stream<Route> routes(Family family) {
        String all = family.path("/members");
        String one = all + "/{user}";
        Permission see = Permission.seeingMembers(family.kind());
        Permission change = Permission.changingMembers(family.kind());
        return Stream.of(
            Route.of("list" + family.word() + "Members", "GET", all, TAG, "List the members of " + family.noun())
                .needs(see).described("By user name, also those whose membership has ended.").pageOf(MemberView.class)
                .handledBy(call -> Answer.page(call, members().list(call.actor(),
                    family.kind(), name(family, call), call.page()), MemberView::of)),
            Route.of("add" + family.word() + "Member", "POST", all, TAG, "Add a member to " + family.noun())
                .needs(change).described(RULES).body(NewMember.class).creates(MemberView.class)
                .errors(CHANGE).errors(ErrorCode.ALREADY_EXISTS)
                .handledBy(call -> add(family, call)),
            Route.of("change" + family.word() + "Member", "PUT", one, TAG, "Set the role and the end of a member of "
                + family.noun()).needs(change).described(RULES).body(MemberChange.class).returns(MemberView.class)
                .errors(CHANGE).handledBy(call -> change(family, call)),
            Route.of("remove" + family.word() + "Member", "DELETE", one, TAG, "Remove a member of " + family.noun())
                .needs(change).described(RULES).status(204).errors(CHANGE)
                .handledBy(call -> remove(family, call)),
            Route.of("leave" + family.word(), "POST", family.path("/leave"), TAG, "End one's own membership of "
                + family.noun()).needs(see).described("The last Owner cannot.").status(204)
                .errors(CHANGE).handledBy(call -> leave(family, call)),
            Route.of("handOver" + family.word(), "POST", family.path("/hand-over"), TAG, "Hand over " + family.noun())
                .needs(Permission.handingOver(family.kind()))
                .described("The user becomes an Owner without end; who hands over becomes a Master. What the resource "
                    + "uses counts for the new Owner from then on, whose quotas must have room for it.")
                .body(HandOver.class).returns(MemberView.class).errors(CHANGE)
                .handledBy(call -> handOver(family, call)));
    }

    private Answer add(Family family, Call call) {
        NewMember given = call.body(NewMember.class);
        NamedMember added = members().add(call.actor(), family.kind(), name(family, call), given.user(), given.role(),
            given.expiresAt());
        return Answer.created(MemberView.of(added), family.collection(), name(family, call), "members", added.name());
    }

    private Answer change(Family family, Call call) {
        MemberChange given = call.body(MemberChange.class);
        return Answer.ok(MemberView.of(members().change(call.actor(), family.kind(), name(family, call),
            call.path("user"), given.role(), given.expiresAt())));
    }

    private Answer remove(Family family, Call call) {
        members().remove(call.actor(), family.kind(), name(family, call), call.path("user"));
        return Answer.noContent();
    }

    private Answer leave(Family family, Call call) {
        members().leave(call.actor(), family.kind(), name(family, call));
        return Answer.noContent();
    }

    private Answer handOver(Family family, Call call) {
        return Answer.ok(MemberView.of(members().handOver(call.actor(), family.kind(), name(family, call),
            call.body(HandOver.class).user())));
    }

    private Members members() {
        return services.members();
    }

    private static String name(Family family, Call call) {
        return call.path(family.place());
    }
}
