package io.leengine.network.local;

import io.leengine.spi.bus.Bus;
import io.leengine.spi.network.Allocation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * What the bus says of an address that somebody has or had; of one nobody ever had it says nothing.
 *
 * @param address which
 * @param held whether the owner has it now, or was the last to have it
 * @param owner who
 * @param since since when that is so
 * @param modified the entry's revision
 */
record Holding(Address address, boolean held, String owner, Instant since, long modified) {
    static byte[] bytes(boolean held, String owner, Instant since) {
        return ((held ? "held" : "free") + "\n" + owner + "\n" + since).getBytes(StandardCharsets.US_ASCII);
    }

    static Holding read(Bus.Entry entry) {
        String[] lines = new String(entry.value(), StandardCharsets.US_ASCII).split("\n", 3);
        Address address = Address.ofHex(entry.key().substring(entry.key().lastIndexOf('/') + 1));
        return new Holding(address, lines[0].equals("held"), lines[1], Instant.parse(lines[2]), entry.modified());
    }

    Allocation allocation(String range) {
        return new Allocation(range, address.toString(), owner, since);
    }
}
