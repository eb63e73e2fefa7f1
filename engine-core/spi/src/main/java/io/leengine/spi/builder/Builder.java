package io.leengine.spi.builder;

import io.leengine.spi.CallContext;
import io.leengine.spi.Seam;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes an image of source code and pushes it: clone, compile, image, push.
 *
 * <p>Optional ability: {@link BaseImagePublisher}.
 */
@ConsumerType
public interface Builder extends Seam {
    /**
     * Does one build run, start to end, blocking. Called again with the same {@link BuildRequest#runId()}, it joins the
     * run if it still goes on (on another host, say) and otherwise does it again from the start; either way it ends the
     * same. An interrupt of one caller ends the run, every process it started, and the calls that joined it.
     *
     * <p>The compile step runs code nobody has reviewed: it may see its own folder, the tools it needs and the network,
     * and nothing of the platform.
     *
     * @param context its time limit is the run's; past it the run ends with {@code TIMEOUT} and its process tree is gone
     * @param listener told of stages and log lines, in order, from one thread at a time; when it throws, the run ends
     * @return what was pushed
     * @throws io.leengine.model.EngineException {@code NOT_FOUND} for a repository, branch or Dockerfile that is not
     *     there (the field says which: {@code repository}, {@code ref}, {@code dockerfile}); {@code BUILD_FAILED} when
     *     the compile or the Dockerfile fails; {@code UNSUPPORTED} for a Dockerfile this builder cannot run;
     *     {@code TIMEOUT}; {@code INSUFFICIENT_RESOURCES} for a full disk
     */
    BuildResult build(CallContext context, BuildRequest request, BuildListener listener) throws InterruptedException;

    /** Forgets what is kept between the runs of a code build: its dependency cache. Absent: does nothing. */
    void clearCache(CallContext context, String codeBuild) throws InterruptedException;
}
