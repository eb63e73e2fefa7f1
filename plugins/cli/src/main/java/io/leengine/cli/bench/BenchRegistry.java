package io.leengine.cli.bench;

import java.util.Optional;

/** A registry that is measured: this one or its peer. */
interface BenchRegistry extends AutoCloseable {
    /** Returns its host and port. */
    String host();

    /** Returns who may push to it, as {@code user:password}; empty where anyone may. */
    Optional<String> credentials();

    /** Returns how much memory its process has, in KiB. */
    long memory();

    @Override
    void close();
}
