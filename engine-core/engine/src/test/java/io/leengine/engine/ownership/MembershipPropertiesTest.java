package io.leengine.engine.ownership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Whoever comes, goes, dies, pauses or stands still: a key has one owner at most, and soon one again. */
class MembershipPropertiesTest {
    private static final int MOST = 5;
    /** The lease time by a slow clock, a second until its beginning was seen, one until its end was, two to share out. */
    private static final int SECONDS = (int) Membership.LEASE.toSeconds() + 5;

    private final List<String> story = new ArrayList<>();
    private Random random;
    private Fleet fleet;
    private int made;

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void atMostOneOwnsAKeyAndSoonOneDoesAgain(@ForAll long seed) {
        random = new Random(seed);
        fleet = new Fleet();
        made = 0;
        story.clear();
        story.add("seed " + seed);
        for (int i = 0; i < 60; i++) {
            fleet.between = this::perhapsAct;
            act();
            fleet.between = () -> { };
            atMostOne();
        }
        fleet.members.forEach(Fleet.Member::resume);
        fleet.members.forEach(member -> member.idle = true);
        if (fleet.members.isEmpty()) {
            join();
        }
        fleet.live(SECONDS);
        atMostOne();
        for (String key : Fleet.KEYS) {
            assertEquals(1, fleet.acting(key).size(), () -> key + " is nobody's: " + String.join("\n", story));
        }
    }

    /** Anything may happen between any two transactions, but not within that again. */
    private void perhapsAct() {
        if (random.nextInt(12) == 0) {
            fleet.between = () -> { };
            act();
            fleet.between = this::perhapsAct;
        }
    }

    private void act() {
        int what = random.nextInt(100);
        if (fleet.members.isEmpty() || what < 8 && fleet.members.size() < MOST) {
            join();
            return;
        }
        Fleet.Member one = fleet.members.get(random.nextInt(fleet.members.size()));
        if (what < 12 && !one.within) {
            story.add(one.name + " leaves");
            fleet.members.remove(one);
            one.membership.leave();
        } else if (what < 16 && !one.within) {
            story.add(one.name + " is killed");
            fleet.members.remove(one);
        } else if (what < 24) {
            story.add(one.name + " pauses");
            one.paused = true;
        } else if (what < 28) {
            story.add(one.name + " stands still");
            one.freeze();
        } else if (what < 40) {
            story.add(one.name + " goes on");
            one.resume();
        } else if (what < 44) {
            one.idle = random.nextBoolean();
        } else if (what < 60) {
            long millis = random.nextInt(4_000);
            story.add(millis + " ms");
            fleet.pass(Duration.ofMillis(millis));
        } else if (what < 80) {
            one.round();
        } else {
            story.add("live");
            fleet.live(1 + random.nextInt(3));
        }
    }

    private void join() {
        // Clocks of two machines differ by less than the margin lets them.
        Fleet.Member fresh = fleet.join("e" + made++, 950 + random.nextInt(100));
        story.add(fresh.name + " joins");
        fresh.round();
    }

    private void atMostOne() {
        for (String key : Fleet.KEYS) {
            assertTrue(fleet.acting(key).size() <= 1, () -> key + " is " + fleet.acting(key) + "'s: "
                + String.join("\n", story));
            assertTrue(fleet.believing(key).size() <= 1, () -> key + " is believed to be theirs by "
                + fleet.believing(key) + ": " + String.join("\n", story));
        }
    }
}
