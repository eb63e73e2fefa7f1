package io.leengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leengine.engine.Page;
import io.leengine.engine.Selection;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.store.Viewer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** Whatever is public, one's own, one's group's or none of these: a list page by page is what one may see, in order. */
class ListingPropertiesTest {
    private static final Viewer ANN = new Viewer("u-ann", false);
    private static int databases;

    private QuietLibraries libraries;
    private SqlStore store;

    @BeforeTry
    void open() {
        libraries = new QuietLibraries();
        store = new SqlStore(new DatabaseSettings("jdbc:h2:mem:lists" + databases++, "leengine", "", 4));
        store.write(session -> {
            session.users().insert(Samples.user("ann"));
            session.imageGroups().insert(Samples.group("mine"));
            session.imageGroups().insert(Samples.group("other"));
            session.members().put(Samples.member(ResourceKind.IMAGE_GROUP, Samples.group("mine").id(), "u-ann",
                Role.REPORTER));
            return null;
        });
    }

    @AfterTry
    void close() {
        store.close();
        libraries.close();
    }

    /** How Ann stands to an image herself. */
    private enum Own { NO, GUEST, OWNER, ENDED }

    /** An image and what Ann has to do with it. */
    private record Case(Image image, Own own) {
        boolean isSeen(Optional<Role> least) {
            boolean byGroup = image.group().equals(Optional.of("mine"));
            if (least.isPresent()) {
                return own == Own.OWNER || byGroup;
            }
            return image.isPublic() || own == Own.OWNER || own == Own.GUEST || byGroup;
        }
    }

    /** @param shape by its digits: public or not, in which group, and how Ann stands to it */
    private static Case made(int number, int shape) {
        Optional<String> group = switch (shape / 2 % 3) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of("mine");
            default -> Optional.of("other");
        };
        // Of so few numbers no two have the same rest, and the order by name is not that of creation.
        String name = String.format(Locale.ROOT, "team/x%02d", number * 5 % 17);
        return new Case(new Image("i-" + number, name, "", shape % 2 == 0, Samples.NOW.plusSeconds(number / 2), "ann", 1)
            .in(group), Own.values()[shape / 6]);
    }

    private void keep(Case each) {
        store.write(session -> {
            session.images().insert(each.image());
            if (each.own() != Own.NO) {
                session.members().put(new Member(ResourceKind.IMAGE, each.image().id(), "u-ann",
                    each.own() == Own.GUEST ? Role.GUEST : Role.OWNER, Samples.NOW,
                    Optional.of(Samples.NOW).filter(_ -> each.own() == Own.ENDED)));
            }
            return null;
        });
    }

    @Property(tries = 30)
    void aListPageByPageIsWhatOneMaySee(@ForAll @Size(max = 16) List<@IntRange(max = 23) Integer> shapes,
            @ForAll Selection.Order order, @ForAll @IntRange(min = 1, max = 5) int limit) {
        List<Case> all = new ArrayList<>();
        for (int shape : shapes) {
            all.add(made(all.size(), shape));
        }
        all.forEach(this::keep);
        for (Optional<Boolean> isPublic : List.of(Optional.<Boolean>empty(), Optional.of(true), Optional.of(false))) {
            for (Optional<Role> least : List.of(Optional.<Role>empty(), Optional.of(Role.REPORTER))) {
                List<String> expected = all.stream().filter(each -> each.isSeen(least))
                    .map(Case::image).filter(image -> isPublic.isEmpty() || isPublic.get() == image.isPublic())
                    .sorted(by(order)).map(Image::repository).toList();
                assertEquals(expected, walked(order, limit, isPublic, least), isPublic + " " + least);
            }
        }
    }

    private static Comparator<Image> by(Selection.Order order) {
        Comparator<Image> byName = Comparator.comparing(Image::repository);
        Comparator<Image> up = order.byTime() ? Comparator.comparing(Image::createdAt).thenComparing(byName) : byName;
        return order.down() ? up.reversed() : up;
    }

    private List<String> walked(Selection.Order order, int limit, Optional<Boolean> isPublic, Optional<Role> least) {
        List<String> seen = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            Selection part = new Selection(new Page.Request(after, limit, ""), order, isPublic, least, Optional.empty(),
                Optional.empty());
            List<Image> found = store.read(session -> session.images().list(part, ANN));
            found.stream().limit(limit).map(Image::repository).forEach(seen::add);
            after = found.size() <= limit ? Optional.empty()
                : Optional.of(part.cursor(found.get(limit - 1).repository(), found.get(limit - 1).createdAt()));
        } while (after.isPresent());
        return seen;
    }
}
