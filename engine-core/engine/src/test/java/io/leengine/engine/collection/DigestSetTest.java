package io.leengine.engine.collection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DigestSetTest {
    private static Digest digest(int number) {
        return Digest.of(Integer.toString(number).getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void holdsWhatWasAddedAndNothingElse() {
        DigestSet set = new DigestSet();
        for (int i = 0; i < 50_000; i++) {
            set.add(digest(i));
            set.add(digest(i / 2));
        }
        assertEquals(50_000, set.size());
        for (int i = 0; i < 50_000; i++) {
            assertTrue(set.contains(digest(i)));
            assertFalse(set.contains(digest(-1 - i)));
        }
    }

    @Test
    void tellsApartWhatLooksLikeAnEmptyPlace() {
        DigestSet set = new DigestSet();
        Digest zero = new Digest(Digest.SHA256, "0".repeat(64));
        Digest half = new Digest(Digest.SHA256, "0".repeat(31) + "1" + "0".repeat(32));
        assertFalse(set.contains(zero));
        set.add(half);
        assertFalse(set.contains(zero));
        set.add(zero);
        set.add(zero);
        assertTrue(set.contains(zero) && set.contains(half));
        assertEquals(2, set.size());
    }

    @Test
    void namesAreFoundWhereverTheyAre() {
        Digest one = digest(1);
        Digest two = digest(2);
        Digest three = digest(3);
        List<Digest> found = new ArrayList<>();
        String manifest = "{\"config\":{\"digest\":\"" + one + "\"},\"unheard\":[[{\"" + two + "\":\"see x@\\u0073"
            + three.toString().substring(1) + ", and sha256:short\"}]],\"n\":1e9}";
        assertTrue(new NamedDigests().read(manifest.getBytes(StandardCharsets.UTF_8), found::add));
        assertEquals(List.of(one, two, three), found);
    }

    @Test
    void whatIsNoJsonIsToldApartFromWhatNamesNothing() {
        NamedDigests named = new NamedDigests();
        List<Digest> found = new ArrayList<>();
        assertTrue(named.read("{}".getBytes(StandardCharsets.UTF_8), found::add));
        for (String broken : List.of("", "{\"a\":", "{\"a\":\"" + digest(1) + "\"", "damaged", "{} x",
                "[".repeat(100_000))) {
            assertFalse(named.read(broken.getBytes(StandardCharsets.UTF_8), found::add), broken);
        }
    }
}
