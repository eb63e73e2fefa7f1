package io.leengine.spi.builder;

import org.osgi.annotation.versioning.ProviderType;

/** Hears of a build run while it goes on. */
@ProviderType
public interface BuildListener {
    /** A stage begins; the one before has ended. The first one begins the run. */
    void stage(BuildStage stage);

    /** A line of the log, without its end, at most 64 KiB. */
    void line(String text);

    /** The commit that is being built is known: 40 or 64 hexadecimal digits. */
    void commit(String commit);
}
