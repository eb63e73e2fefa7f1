package io.leengine.spi.network;

import io.leengine.model.EngineException;
import io.leengine.model.Identifiers;
import java.util.Objects;

/**
 * A range of IPv4 or IPv6 addresses, both ends included.
 *
 * @param name unique in the network
 * @param first literal address
 * @param last literal address of the same family, not below the first
 * @param prefixLength of the subnet it lies in, 8 to 128
 * @param gateway literal address; empty when there is none
 * @param vlan 0 for none, else 1 to 4094
 */
public record AddressRange(String name, String first, String last, int prefixLength, String gateway, int vlan) {
    /** Checks what can be told without arithmetic on addresses; the plugin checks the rest. */
    public AddressRange {
        Identifiers.name("name", name);
        if (first == null || first.isEmpty() || last == null || last.isEmpty()) {
            throw EngineException.invalid("first", "A range needs its first and last address.");
        }
        Identifiers.within("prefixLength", prefixLength, 8, 128);
        Objects.requireNonNull(gateway, "gateway");
        Identifiers.within("vlan", vlan, 0, 4_094);
    }
}
