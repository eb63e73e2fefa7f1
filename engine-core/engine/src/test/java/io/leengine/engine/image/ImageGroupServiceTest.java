package io.leengine.engine.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.leengine.engine.Actor;
import io.leengine.engine.Images;
import io.leengine.engine.Page;
import io.leengine.engine.Selection;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Ids;
import io.leengine.engine.domain.Activity;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.ImageGroup;
import io.leengine.engine.domain.ImagePush;
import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.Quota;
import io.leengine.engine.domain.QuotaKind;
import io.leengine.engine.domain.QuotaSubject;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.seam.Seams;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ImageGroupServiceTest {
    private static final Actor OLGA = new Actor(Actor.Kind.USER, "olga", "olga", false, "test", "");
    private static final Actor MARY = new Actor(Actor.Kind.USER, "mary", "mary", false, "test", "");
    private static final Optional<Long> ANY = Optional.empty();

    private final MemoryStore store = new MemoryStore();
    private final Changes changes = new Changes(store, Clock.systemUTC());
    private final ImageGroupService groups = new ImageGroupService(store, changes, new Ids());
    private final ImageService images = new ImageService(store, changes, new Ids(), new Seams());

    private static void refused(ErrorCode code, String field, Executable work) {
        EngineException refusal = assertThrows(EngineException.class, work);
        assertEquals(code, refusal.code(), refusal.getMessage());
        assertEquals(Optional.ofNullable(field), refusal.field(), refusal.getMessage());
    }

    private void member(String group, String user, Role role) {
        store.write(session -> {
            session.members().put(new Member(ResourceKind.IMAGE_GROUP,
                session.imageGroups().byName(group).orElseThrow().id(), user, role, Instant.EPOCH));
            return null;
        });
    }

    private void member(Image image, String user, Role role) {
        store.write(session -> {
            session.members().put(new Member(ResourceKind.IMAGE, image.id(), user, role, Instant.EPOCH));
            return null;
        });
    }

    private static Images.Draft draft(String repository, String group) {
        return new Images.Draft(repository, "", false, Optional.of(group));
    }

    @Test
    void aGroupsMembersReachItsImages() {
        groups.create(OLGA, "tools", "");
        images.create(OLGA, draft("team/x", "tools"));
        refused(ErrorCode.NOT_FOUND, null, () -> images.get(MARY, "team/x"));
        member("tools", "mary", Role.GUEST);
        assertEquals(Optional.of("tools"), images.get(MARY, "team/x").group());
        refused(ErrorCode.FORBIDDEN, null, () -> images.update(MARY, "team/x", Optional.of("d"), Optional.empty(), ANY));
        member("tools", "mary", Role.MASTER);
        assertEquals("d", images.update(MARY, "team/x", Optional.of("d"), Optional.empty(), ANY).description());
        assertEquals(Optional.of("tools"), images.get(OLGA, "team/x").group(), "a change leaves it in its group");
        assertEquals(List.of("team/x"), images.list(MARY, Page.Request.first(9)).items().stream().map(Image::repository)
            .toList());
    }

    @Test
    void whoMovesAnImageNeedsRightsOnItAndOnBothGroups() {
        groups.create(OLGA, "tools", "");
        groups.create(MARY, "others", "");
        Image image = images.create(OLGA, draft("team/x", "tools"));
        member(image, "mary", Role.MASTER);
        refused(ErrorCode.FORBIDDEN, null, () -> images.move(MARY, "team/x", Optional.of("others"), ANY));
        refused(ErrorCode.NOT_FOUND, "group", () -> images.move(OLGA, "team/x", Optional.of("others"), ANY));
        refused(ErrorCode.NOT_FOUND, "group", () -> images.move(OLGA, "team/x", Optional.of("nothing"), ANY));
        refused(ErrorCode.NOT_FOUND, "group", () -> images.create(OLGA, draft("team/y", "others")));
        member("others", "olga", Role.DEVELOPER);
        refused(ErrorCode.FORBIDDEN, "group", () -> images.move(OLGA, "team/x", Optional.of("others"), ANY));
        member("others", "olga", Role.MASTER);
        refused(ErrorCode.PRECONDITION_FAILED, "If-Match",
            () -> images.move(OLGA, "team/x", Optional.of("others"), Optional.of(9L)));
        Image moved = images.move(OLGA, "team/x", Optional.of("others"), Optional.of(1L));
        assertEquals(Optional.of("others"), moved.group());
        assertEquals(2, moved.revision());
        assertEquals(2, images.move(OLGA, "team/x", Optional.of("others"), ANY).revision(), "a repeat changes nothing");
        assertEquals(Optional.empty(), images.move(OLGA, "team/x", Optional.empty(), ANY).group());
    }

    @Test
    void aGroupThatHoldsImagesStays() {
        groups.create(OLGA, "tools", "d");
        refused(ErrorCode.ALREADY_EXISTS, "name", () -> groups.create(MARY, "tools", ""));
        refused(ErrorCode.INVALID, "name", () -> groups.create(MARY, "Tools", ""));
        refused(ErrorCode.INVALID, "description", () -> groups.create(MARY, "x", "d".repeat(1_001)));
        images.create(OLGA, draft("team/x", "tools"));
        refused(ErrorCode.CONFLICT, null, () -> groups.delete(OLGA, "tools", ANY));
        refused(ErrorCode.NOT_FOUND, null, () -> groups.delete(MARY, "tools", ANY));
        images.move(OLGA, "team/x", Optional.empty(), ANY);
        assertEquals("e", groups.update(OLGA, "tools", Optional.of("e"), Optional.of(1L)).description());
        refused(ErrorCode.PRECONDITION_FAILED, "If-Match", () -> groups.delete(OLGA, "tools", Optional.of(1L)));
        groups.delete(OLGA, "tools", Optional.of(2L));
        assertEquals(List.of(), groups.list(OLGA, Selection.of(Page.Request.first(9))).items());
    }

    @Test
    void anImageThatTheGroupsQuotaHasNoRoomForStaysWhereItIs() {
        ImageGroup tools = groups.create(OLGA, "tools", "");
        images.create(OLGA, new Images.Draft("team/x", "", false, Optional.empty()));
        limit(tools, 99);
        store.write(session -> {
            session.images().put(new ImagePush("team/x", "1", Digest.of(new byte[0]), 100, Instant.EPOCH, "olga"));
            return null;
        });
        refused(ErrorCode.QUOTA_EXCEEDED, "imageBytes", () -> images.move(OLGA, "team/x", Optional.of("tools"), ANY));
        assertEquals(Optional.empty(), images.get(OLGA, "team/x").group());
        limit(tools, 100);
        images.move(OLGA, "team/x", Optional.of("tools"), ANY);
        Activity move = store.read(session -> session.journal().activity(Optional.of(ResourceKind.IMAGE), "team/x",
            Long.MAX_VALUE, 1)).getFirst();
        assertEquals("{group=} {group=tools}", move.before() + " " + move.after());
        limit(tools, 10);
        images.move(OLGA, "team/x", Optional.empty(), ANY);
    }

    private void limit(ImageGroup group, long bytes) {
        store.write(session -> {
            session.quotas().put(new Quota(QuotaSubject.imageGroup(group.id()), Map.of(QuotaKind.IMAGE_STORAGE, bytes),
                1));
            return null;
        });
    }
}
