package io.leengine.loadbalancer.nginx.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.leengine.loadbalancer.nginx.wire.GroupKeys.Told;
import io.leengine.loadbalancer.nginx.wire.GroupKeys.Wanted;
import io.leengine.model.EngineException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GroupKeysTest {
    private final GroupKeys keys = new GroupKeys("public");

    @Test
    void whatWasPutTogetherIsTakenApart() {
        assertEquals(Optional.of(new Wanted.Domain("a.example")), keys.readWanted(keys.domain("a.example")));
        assertEquals(Optional.of(new Wanted.Upstreams("a.example")), keys.readWanted(keys.upstreams("a.example")));
        assertEquals(Optional.of(new Wanted.Certificate("main")), keys.readWanted(keys.certificate("main")));
        assertEquals(Optional.of(new Wanted.Ask("q1")), keys.readWanted(keys.ask("q1")));
        assertEquals(Optional.of(new Told.Member("n1")), keys.readTold(keys.member("n1")));
        assertEquals(Optional.of(new Told.Alive("n1")), keys.readTold(keys.alive("n1")));
        assertEquals(Optional.of(new Told.Applied("n1")), keys.readTold(keys.applied("n1")));
        assertEquals("n1", keys.answerer("q1", keys.answer("q1", "n1", 3)));
    }

    @Test
    void aGroupsKeysAreApartFromThoseOfOneWhoseNameBeginsAlike() {
        GroupKeys other = new GroupKeys("public-2");
        assertFalse(other.domain("a.example").startsWith(keys.wanted()));
        assertFalse(other.member("n1").startsWith(keys.hosts()));
        assertEquals(Optional.empty(), keys.readWanted(other.domain("a.example")));
        assertEquals(Optional.empty(), keys.readTold(other.member("n1")));
    }

    @Test
    void whatANewerBuildHasAddedIsPassedOver() {
        assertEquals(Optional.empty(), keys.readWanted(keys.wanted() + "telepaths/a"));
        assertEquals(Optional.empty(), keys.readTold(keys.hosts() + "n1/load"));
        assertEquals(Optional.empty(), keys.readTold(keys.hosts() + "n1"));
    }

    @Test
    void aGroupsNameMustBeOne() {
        assertThrows(EngineException.class, () -> new GroupKeys("a/b"));
    }
}
