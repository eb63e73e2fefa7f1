package io.leengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.leengine.engine.Page;
import io.leengine.engine.Selection;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.ImageGroup;
import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.NamedMember;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.store.Viewer;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the store tells of lists, image groups and members, on any database. */
abstract class SharingContract extends StoreContract {
    @Test
    void pagesByNameAndShowsMembersWhatIsPrivate() {
        write(s -> {
            s.users().insert(Samples.user("ann"));
            for (String name : List.of("delta", "alpha", "charlie", "bravo")) {
                s.applications().insert(Samples.application(name, !name.equals("alpha")));
            }
            s.members().put(Samples.member(ResourceKind.APPLICATION, "a-charlie", "u-ann", Role.GUEST));
            s.images().insert(new Image("a-bravo", "bravo", "", false, Samples.NOW, "ann", 1));
            s.members().put(Samples.member(ResourceKind.IMAGE, "a-bravo", "u-ann", Role.OWNER));
        });
        assertEquals(List.of("alpha", "bravo"), listed(NONE, "", NONE, 2));
        assertEquals(List.of("charlie", "delta"), listed(NONE, "", Optional.of("bravo"), 2));
        assertEquals(List.of(), listed(NONE, "", Optional.of("delta"), 2));
        assertEquals(List.of("alpha", "charlie"), listed(Optional.of("u-ann"), "", NONE, 9));
        assertEquals(List.of("charlie"), listed(Optional.of("u-ann"), "", Optional.of("alpha"), 9));
        assertEquals(List.of("charlie"), listed(Optional.of("u-ann"), "har", NONE, 9));
        assertEquals(List.of("alpha"), listed(Optional.of("u-bob"), "", NONE, 9));
        assertEquals(List.of("delta"), listed(NONE, "lt", NONE, 9));
    }

    /** Applications a to f by name, made in the order f to a, two at the same time; b and e are private. */
    private void fillLists() {
        write(s -> {
            s.users().insert(Samples.user("ann"));
            int at = 0;
            for (String name : List.of("f", "e", "d", "c", "b", "a")) {
                Application like = Samples.application(name, name.equals("b") || name.equals("e"));
                s.applications().insert(new Application(like.id(), name, "", name.equals("c") ? "team/c" : "team/x",
                    like.host(), name.equals("d") ? "inner" : "outer", like.isPrivate(), false,
                    Samples.NOW.plusSeconds(at++ / 2), "ann", 1));
            }
            s.members().put(Samples.member(ResourceKind.APPLICATION, "a-e", "u-ann", Role.MASTER));
            s.members().put(Samples.member(ResourceKind.APPLICATION, "a-f", "u-ann", Role.GUEST));
            s.members().put(new Member(ResourceKind.APPLICATION, "a-b", "u-ann", Role.OWNER, Samples.NOW,
                Optional.of(Samples.NOW)));
        });
    }

    private static Selection selection(Selection.Order order, Optional<String> after, int limit) {
        return new Selection(new Page.Request(after, limit, ""), order, Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty());
    }

    private String selected(Selection selection, Viewer viewer) {
        return read(s -> s.applications().list(selection, viewer)).stream().map(Application::name)
            .reduce("", String::concat);
    }

    @Test
    void listsInEveryOrderPageByPage() {
        fillLists();
        for (Viewer viewer : List.of(new Viewer("", true), new Viewer("u-ann", false))) {
            Map<Selection.Order, String> orders = Map.of(Selection.Order.NAME, "abcdef", Selection.Order.NAME_DOWN, "fedcba",
                Selection.Order.CREATED, "efcdab", Selection.Order.CREATED_DOWN, "badcfe");
            orders.forEach((order, all) -> {
                String expected = viewer.all() ? all : all.replace("b", "");
                StringBuilder seen = new StringBuilder();
                Optional<String> after = Optional.empty();
                for (boolean more = true; more;) {
                    Selection part = selection(order, after, 2);
                    List<Application> found = read(s -> s.applications().list(part, viewer));
                    found.stream().limit(2).map(Application::name).forEach(seen::append);
                    more = found.size() > 2;
                    after = found.stream().limit(2).reduce((first, last) -> last)
                        .map(last -> part.cursor(last.name(), last.createdAt()));
                }
                assertEquals(expected, seen.toString(), order + " " + viewer);
            });
        }
        refusedAsCursor("nonsense");
        refusedAsCursor("2026-01-01T00:00:00 x");
    }

    private void refusedAsCursor(String after) {
        assertEquals(Optional.of("after"), assertThrows(EngineException.class,
            () -> selected(selection(Selection.Order.CREATED, Optional.of(after), 2), new Viewer("", true))).field());
    }

    @Test
    void filtersLists() {
        fillLists();
        Viewer all = new Viewer("u-ann", true);
        Viewer ann = new Viewer("u-ann", false);
        assertEquals("acdf", filtered(Optional.of(true), Optional.empty(), "", "", all));
        assertEquals("be", filtered(Optional.of(false), Optional.empty(), "", "", all));
        assertEquals("acdf", filtered(Optional.of(true), Optional.empty(), "", "", ann));
        assertEquals("e", filtered(Optional.of(false), Optional.empty(), "", "", ann));
        for (Viewer viewer : List.of(all, ann)) {
            assertEquals("ef", filtered(Optional.empty(), Optional.of(Role.GUEST), "", "", viewer));
            assertEquals("e", filtered(Optional.empty(), Optional.of(Role.REPORTER), "", "", viewer));
            assertEquals("f", filtered(Optional.of(true), Optional.of(Role.GUEST), "", "", viewer));
            assertEquals("", filtered(Optional.empty(), Optional.of(Role.OWNER), "", "", viewer));
            assertEquals("c", filtered(Optional.empty(), Optional.empty(), "team/c", "", viewer));
            assertEquals("d", filtered(Optional.empty(), Optional.empty(), "", "inner", viewer));
            assertEquals("", filtered(Optional.empty(), Optional.empty(), "", "' or 1=1 --", viewer));
        }
        assertEquals("acdf", filtered(Optional.empty(), Optional.empty(), "", "", new Viewer("", false)));
    }

    private String filtered(Optional<Boolean> isPublic, Optional<Role> least, String image, String group, Viewer viewer) {
        return selected(new Selection(Page.Request.first(9), Selection.Order.NAME, isPublic, least,
            Optional.of(image).filter(value -> !value.isEmpty()), Optional.of(group).filter(value -> !value.isEmpty())),
            viewer);
    }

    @Test
    void listsImagesOfGroupsToTheirMembers() {
        write(s -> {
            s.users().insert(Samples.user("ann"));
            s.imageGroups().insert(Samples.group("tools"));
            s.images().insert(Samples.image("team/direct", false));
            s.images().insert(Samples.image("team/hidden", false));
            s.images().insert(Samples.image("team/in", false).in(Optional.of("tools")));
            s.images().insert(Samples.image("team/open", true).in(Optional.of("tools")));
            s.members().put(Samples.member(ResourceKind.IMAGE, "i-team/direct", "u-ann", Role.OWNER));
            s.members().put(Samples.member(ResourceKind.IMAGE, "i-team/in", "u-ann", Role.GUEST));
            s.members().put(Samples.member(ResourceKind.IMAGE_GROUP, "g-tools", "u-ann", Role.DEVELOPER));
        });
        assertEquals(List.of("team/direct", "team/in", "team/open"), images(Optional.empty(), Optional.empty()));
        assertEquals(List.of("team/in", "team/open"), images(Optional.empty(), Optional.of("tools")));
        assertEquals(List.of("team/direct", "team/in", "team/open"), images(Optional.of(Role.DEVELOPER), Optional.empty()));
        assertEquals(List.of("team/direct"), images(Optional.of(Role.MASTER), Optional.empty()));
    }

    private List<String> images(Optional<Role> least, Optional<String> group) {
        return read(s -> s.images().list(new Selection(Page.Request.first(9), Selection.Order.NAME, Optional.empty(), least,
            Optional.empty(), group), new Viewer("u-ann", false))).stream().map(Image::repository).toList();
    }

    @Test
    void takesEveryCharacterOfASearchAsItself() {
        write(s -> List.of("a_b", "axb", "a%b", "a!b", "a\\b").forEach(name ->
            s.applications().insert(Samples.application(name, false))));
        for (String part : List.of("_", "%", "!", "\\")) {
            assertEquals(List.of("a" + part + "b"), listed(NONE, part, NONE, 9));
        }
    }

    private List<String> listed(Optional<String> member, String search, Optional<String> after, int limit) {
        return read(s -> s.applications().list(member, search, after, limit)).stream().map(Application::name).toList();
    }

    @Test
    void keepsImageGroups() {
        ImageGroup tools = Samples.group("tools");
        Image image = Samples.image("team/x", false).in(Optional.of("tools"));
        write(s -> {
            s.users().insert(Samples.user("ann"));
            s.imageGroups().insert(tools);
            s.imageGroups().insert(Samples.group("bases"));
            s.images().insert(image);
            s.members().put(Samples.member(ResourceKind.IMAGE_GROUP, tools.id(), "u-ann", Role.GUEST));
        });
        assertEquals(Optional.of(tools), read(s -> s.imageGroups().byName("tools")));
        assertEquals(Optional.of(tools), store().write(s -> s.imageGroups().lockByName("tools")));
        assertEquals(List.of(Samples.group("bases"), tools), read(s -> s.imageGroups().list(BY_NAME, new Viewer("", true))));
        assertEquals(List.of(tools), read(s -> s.imageGroups().list(BY_NAME, new Viewer("u-ann", false))));
        assertEquals(Optional.of(image), read(s -> s.images().byRepository("team/x")));
        assertEquals(Optional.of(image), store().write(s -> s.images().lockByRepository("team/x")));
        assertEquals(true, read(s -> s.images().anyIn("tools")));
        refused(ErrorCode.ALREADY_EXISTS, "name",
            s -> s.imageGroups().insert(new ImageGroup("g-2", "tools", "", Samples.NOW, "ann", 1)));
        refused(ErrorCode.NOT_FOUND, null, s -> s.imageGroups().delete(tools.id()));
        refused(ErrorCode.NOT_FOUND, null, s -> s.images().update(image.in(Optional.of("gone"))));
        ImageGroup changed = new ImageGroup(tools.id(), "tools", "Another", tools.createdAt(), "ann", 2);
        write(s -> {
            s.imageGroups().update(changed);
            s.images().update(image.in(Optional.empty()));
        });
        assertEquals(Optional.of(changed), read(s -> s.imageGroups().byName("tools")));
        assertEquals(Optional.empty(), read(s -> s.images().byRepository("team/x")).orElseThrow().group());
        write(s -> s.imageGroups().delete(tools.id()));
        assertEquals(List.of(), read(s -> s.members().list(ResourceKind.IMAGE_GROUP, tools.id())));
    }

    @Test
    void keepsMembers() {
        Member ann = Samples.member(ResourceKind.IMAGE, "i-1", "u-ann", Role.GUEST);
        Member bob = Samples.member(ResourceKind.IMAGE, "i-1", "u-bob", Role.OWNER);
        write(s -> {
            s.images().insert(Samples.image("1", false));
            s.users().insert(Samples.user("ann"));
            s.users().insert(Samples.user("bob"));
            s.members().put(bob);
            s.members().put(ann);
        });
        assertEquals(List.of(ann, bob), read(s -> s.members().list(ResourceKind.IMAGE, "i-1")));
        Member higher = Samples.member(ResourceKind.IMAGE, "i-1", "u-ann", Role.MASTER);
        write(s -> s.members().put(higher));
        assertEquals(Optional.of(higher), read(s -> s.members().find(ResourceKind.IMAGE, "i-1", "u-ann")));
        assertEquals(Optional.empty(), read(s -> s.members().find(ResourceKind.APPLICATION, "i-1", "u-ann")));
        assertEquals(List.of("ann", "bob"), named("", Optional.empty(), 9));
        assertEquals(List.of("ann"), named("", Optional.empty(), 1));
        assertEquals(List.of("bob"), named("", Optional.of("ann"), 9));
        assertEquals(List.of("bob"), named("o", Optional.empty(), 9));
        write(s -> s.members().delete(ResourceKind.IMAGE, "i-1", "u-ann"));
        write(s -> s.members().delete(ResourceKind.IMAGE, "i-1", "u-ann"));
        assertEquals(List.of(bob), read(s -> s.members().list(ResourceKind.IMAGE, "i-1")));
        refused(ErrorCode.NOT_FOUND, null,
            s -> s.members().put(Samples.member(ResourceKind.CODE_BUILD, "i-1", "u-ann", Role.GUEST)));
    }

    private List<String> named(String search, Optional<String> after, int limit) {
        return read(s -> s.members().named(ResourceKind.IMAGE, "i-1", search, after, limit)).stream()
            .map(NamedMember::name).toList();
    }

    @Test
    void tellsTheRoleThatCounts() {
        write(s -> {
            s.users().insert(Samples.user("ann"));
            s.imageGroups().insert(Samples.group("tools"));
            s.images().insert(Samples.image("team/x", false).in(Optional.of("tools")));
            s.images().insert(Samples.image("team/y", false));
        });
        assertEquals(Optional.empty(), role("team/x"));
        put(ResourceKind.IMAGE_GROUP, "g-tools", Role.DEVELOPER, Optional.empty());
        assertEquals(Optional.of(Role.DEVELOPER), role("team/x"));
        assertEquals(Optional.empty(), role("team/y"));
        put(ResourceKind.IMAGE, "i-team/x", Role.REPORTER, Optional.empty());
        assertEquals(Optional.of(Role.DEVELOPER), role("team/x"));
        put(ResourceKind.IMAGE, "i-team/x", Role.OWNER, Optional.of(Instant.now().plusSeconds(3_600)));
        assertEquals(Optional.of(Role.OWNER), role("team/x"));
        put(ResourceKind.IMAGE, "i-team/x", Role.OWNER, Optional.of(Instant.now().minusSeconds(1)));
        assertEquals(Optional.of(Role.DEVELOPER), role("team/x"));
        put(ResourceKind.IMAGE_GROUP, "g-tools", Role.DEVELOPER, Optional.of(Samples.NOW));
        assertEquals(Optional.empty(), role("team/x"));
        assertEquals(Optional.of(Samples.NOW),
            read(s -> s.members().find(ResourceKind.IMAGE_GROUP, "g-tools", "u-ann")).orElseThrow().expiresAt());
    }

    private Optional<Role> role(String repository) {
        return read(s -> s.members().role(ResourceKind.IMAGE, "i-" + repository, "u-ann"));
    }

    private void put(ResourceKind kind, String resource, Role role, Optional<Instant> expiresAt) {
        write(s -> s.members().put(new Member(kind, resource, "u-ann", role, Samples.NOW, expiresAt)));
    }
}
