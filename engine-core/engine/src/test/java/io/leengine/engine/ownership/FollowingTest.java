package io.leengine.engine.ownership;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leengine.engine.domain.Activity;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.store.JournalRows;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FollowingTest {
    /** Numbers of activity that are committed. */
    private final TreeSet<Long> committed = new TreeSet<>();
    private final List<Long> told = new ArrayList<>();
    private final AtomicLong clock = new AtomicLong();
    private final Following following = new Following(new Journal(), news -> told.add(news.id()), clock::get);

    /** A store that has nothing but numbers. */
    private final class Journal implements Store {
        private final JournalRows rows = (JournalRows) Proxy.newProxyInstance(JournalRows.class.getClassLoader(),
            new Class<?>[] {JournalRows.class}, (proxy, method, arguments) -> committed.descendingSet().stream()
                .filter(id -> id < (Long) arguments[2]).limit((Integer) arguments[3]).map(FollowingTest::activity).toList());
        private final Session session = (Session) Proxy.newProxyInstance(Session.class.getClassLoader(),
            new Class<?>[] {Session.class}, (proxy, method, arguments) -> rows);

        @Override
        public <T> T read(Work<T> work) {
            return work.apply(session);
        }

        @Override
        public <T> T write(Work<T> work) {
            throw new UnsupportedOperationException("Following only reads");
        }
    }

    private static Activity activity(long id) {
        return new Activity(id, Instant.EPOCH, "ann", "application.scale", ResourceKind.APPLICATION, "hello", "", "", "", "ok");
    }

    private void commits(long... ids) {
        LongStream.of(ids).forEach(committed::add);
    }

    private List<Long> look() {
        told.clear();
        following.look();
        return List.copyOf(told);
    }

    @Test
    void tellsEachChangeOnceAndNothingFromBefore() {
        commits(1, 2, 3);
        assertEquals(List.of(), look());
        commits(4, 5);
        assertEquals(List.of(4L, 5L), look());
        assertEquals(List.of(), look());
    }

    @Test
    void tellsWhatIsCommittedAfterAHigherNumber() {
        commits(1);
        look();
        commits(2, 5);
        assertEquals(List.of(2L, 5L), look());
        commits(4);
        assertEquals(List.of(4L), look());
        commits(3, 6);
        assertEquals(List.of(3L, 6L), look());
    }

    @Test
    void tellsWhatWasBeingWrittenWhenItBegan() {
        commits(1, 3);
        look();
        commits(2);
        assertEquals(List.of(2L), look());
    }

    @Test
    void doesNotWaitForEverForWhatWasRolledBack() {
        commits(1);
        look();
        commits(3);
        assertEquals(List.of(3L), look());
        clock.addAndGet(Duration.ofMinutes(2).toNanos());
        assertEquals(List.of(), look());
        commits(4);
        assertEquals(List.of(4L), look());
        commits(2);
        assertEquals(List.of(), look(), "it was given up");
    }

    @Test
    void readsOnPageByPageAfterALongTime() {
        commits(1);
        look();
        LongStream.rangeClosed(2, 1_000).forEach(committed::add);
        assertEquals(999, look().size());
        assertEquals(List.of(), look());
    }
}
