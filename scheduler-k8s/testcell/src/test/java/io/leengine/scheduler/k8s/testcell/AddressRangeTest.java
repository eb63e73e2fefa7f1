package io.leengine.scheduler.k8s.testcell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AddressRangeTest {

    @Test
    void givesEachOnce() {
        AddressRange range = AddressRange.of("127.200.0.248/29");
        assertEquals(List.of("127.200.0.249", "127.200.0.250", "127.200.0.251", "127.200.0.252", "127.200.0.253", "127.200.0.254"),
            Stream.generate(range::next).limit(6).toList());
        assertThrows(IllegalStateException.class, range::next);
        AddressRange loopback = AddressRange.loopback();
        assertEquals(10_000, new HashSet<>(Stream.generate(loopback::next).limit(10_000).toList()).size());
    }

    @Test
    void refusesWhatIsNoRange() {
        for (String each : List.of("127.0.0.1", "127.0.0.1/24", "127.0.0.0/x", "127.0.0.0/31", "::/64", "name/8")) {
            assertThrows(IllegalArgumentException.class, () -> AddressRange.of(each), each);
        }
    }
}
