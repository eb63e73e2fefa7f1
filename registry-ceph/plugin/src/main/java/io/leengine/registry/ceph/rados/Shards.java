package io.leengine.registry.ceph.rados;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;

/**
 * Which object of an index has a key. Most indexes are one object; one that grows without bound is spread over a fixed
 * number of objects by a checksum of the key, so that none gets larger than a cluster likes, and writers meet less.
 *
 * @param spread the indexes that are spread, with the number of their objects, which must never change
 */
record Shards(Map<String, Integer> spread) {
    /** Returns the object of an index that has a key. */
    String object(String index, String key) {
        Integer count = spread.get(index);
        if (count == null) {
            return index;
        }
        CRC32C sum = new CRC32C();
        sum.update(key.getBytes(StandardCharsets.UTF_8));
        return index + "." + sum.getValue() % count;
    }

    /** Returns all objects of an index. */
    List<String> objects(String index) {
        Integer count = spread.get(index);
        return count == null ? List.of(index) : IntStream.range(0, count).mapToObj(number -> index + "." + number).toList();
    }
}
