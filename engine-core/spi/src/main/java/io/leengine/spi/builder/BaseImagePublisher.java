package io.leengine.spi.builder;

import io.leengine.model.Credentials;
import io.leengine.model.Digest;
import io.leengine.spi.CallContext;
import org.osgi.annotation.versioning.ConsumerType;

/** The ability to make a base image for Dockerfiles to start {@code FROM}, where none can be pulled. */
@ConsumerType
public interface BaseImagePublisher {
    /** Returns the tag that {@link #publish} would push now, for example the runtime's version; at once. */
    String tag();

    /**
     * Makes the image and pushes it as {@code registry/image:}{@link #tag()} and as {@code :latest}.
     *
     * @return the digest of its manifest
     */
    Digest publish(CallContext context, String registry, Credentials credentials, String image)
        throws InterruptedException;
}
