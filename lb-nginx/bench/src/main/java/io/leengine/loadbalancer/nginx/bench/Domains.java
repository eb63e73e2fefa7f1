package io.leengine.loadbalancer.nginx.bench;

import java.util.List;
import java.util.stream.IntStream;

/** The names of the domains. */
record Domains(int count) {
    String name(int index) {
        return "d" + index + ".bench.example.org";
    }

    List<String> all() {
        return IntStream.range(0, count).mapToObj(this::name).toList();
    }
}
