package io.leengine.cli.bench;

/** One way to push to a registry and pull from it. */
interface RegistryClient {
    /** Returns its name, as printed. */
    String label();

    /** Pushes an image under a name such as {@code bench/image:1}. */
    void push(BenchRegistry registry, BenchImage image, String name) throws InterruptedException;

    /** Pulls one whole. */
    void pull(BenchRegistry registry, String name) throws InterruptedException;
}
