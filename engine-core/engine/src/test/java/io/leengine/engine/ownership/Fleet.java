package io.leengine.engine.ownership;

import io.leengine.engine.domain.RunningEngine;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.engine.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Engines on one database, with clocks of their own, that live, pause and die by the numbers of one seed. */
final class Fleet {
    static final List<String> KEYS = IntStream.range(0, 150).mapToObj(i -> "app-" + i).toList();

    /** One engine. */
    final class Member implements Store, Ownership.Holder {
        final Membership membership;
        final String name;
        /** How fast its clock goes, in thousandths. */
        private final int rate;
        private final long origin;
        private long stoppedAt = -1;
        private long lost;
        boolean paused;
        /** Its clock stood still at least once: what it believes by itself may be wrong from then on. */
        boolean deceived;
        boolean idle = true;
        boolean within;

        Member(String name, int rate) {
            this.name = name;
            this.rate = rate;
            this.origin = name.hashCode() * 1_000_000_007L;
            membership = new Membership(this, new RunningEngine("", name, name, 0, Instant.EPOCH),
                () -> name + "." + ++lives, this::nanos);
            membership.listen(this);
        }

        private long nanos() {
            long here = stoppedAt >= 0 ? stoppedAt : now - lost;
            return origin + here / 1000 * rate;
        }

        /** Its whole machine stands still, clock and all. */
        void freeze() {
            if (stoppedAt < 0) {
                stoppedAt = now - lost;
                paused = true;
                deceived = true;
            }
        }

        void resume() {
            if (stoppedAt >= 0) {
                lost = now - stoppedAt;
                stoppedAt = -1;
            }
            paused = false;
        }

        /** Does a round, unless it is in the middle of one. */
        void round() {
            if (!paused && !within) {
                within = true;
                try {
                    membership.watch();
                    membership.round();
                } finally {
                    within = false;
                }
            }
        }

        boolean acts(String key) {
            try {
                Tenure tenure = membership.tenure(key).orElse(null);
                if (tenure == null) {
                    return false;
                }
                tenure.check();
                return true;
            } catch (io.leengine.model.EngineException e) {
                return false;
            }
        }

        @Override
        public <T> T read(Work<T> work) {
            between.run();
            return store.read(work);
        }

        @Override
        public <T> T write(Work<T> work) {
            between.run();
            return store.write(work);
        }

        @Override
        public boolean shared() {
            return true;
        }

        @Override
        public void gained() {
            // Asked for each key.
        }

        @Override
        public void leaving() {
            // Asked for each key.
        }

        @Override
        public void lost() {
            // Asked for each key.
        }

        @Override
        public boolean idle(Predicate<String> keys) {
            return idle;
        }
    }

    final MemoryStore store = new MemoryStore(true);
    final List<Member> members = new ArrayList<>();
    /** What happens just before a transaction of anybody. */
    Runnable between = () -> { };
    private long now = 1_000_000_000L;
    private int lives;

    Member join(String name, int rate) {
        Member member = new Member(name, rate);
        members.add(member);
        return member;
    }

    void pass(Duration time) {
        now += time.toNanos();
    }

    /** Lets seconds pass, in each of which everybody does a round. */
    void live(int seconds) {
        for (int i = 0; i < seconds; i++) {
            pass(Duration.ofSeconds(1));
            List.copyOf(members).forEach(Member::round);
        }
    }

    /** Returns who may act for a key. */
    List<String> acting(String key) {
        return members.stream().filter(member -> member.acts(key)).map(member -> member.name).toList();
    }

    /** Returns who believes by itself that a key is its own, but for those whose clock stood still. */
    List<String> believing(String key) {
        return members.stream().filter(member -> !member.deceived && member.membership.tenure(key).isPresent())
            .map(member -> member.name).toList();
    }
}
