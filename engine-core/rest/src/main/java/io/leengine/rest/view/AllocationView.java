package io.leengine.rest.view;

import io.leengine.engine.domain.Allocation;

/** What versions are to have. */
@Doc("What versions are to have.")
public record AllocationView(long instances, @Doc("Thousandths of a processor they are promised.") long cpuMillis,
        @Doc("Memory they are promised.") long memoryBytes) {
    static AllocationView of(Allocation allocation) {
        return new AllocationView(allocation.instances(), allocation.cpuMillis(), allocation.memoryBytes());
    }
}
