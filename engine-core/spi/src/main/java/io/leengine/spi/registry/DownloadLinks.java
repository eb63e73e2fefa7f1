package io.leengine.spi.registry;

import io.leengine.model.Digest;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The ability to hand out links by which a client fetches a blob from where it lies, past the engine. Whether clients are
 * sent there is the storage's setting: they must be able to reach it.
 */
@ConsumerType
public interface DownloadLinks {
    /**
     * Returns a link that gives the blob's bytes to whoever has it, and understands ranges. It is made without asking the
     * storage, so it may point to nothing.
     *
     * @param blob the blob; its reader was found to have the right to it
     * @param life how long it is good for, at most an hour
     * @return empty when clients are not to be sent there
     */
    Optional<URI> downloadLink(Digest blob, Duration life) throws InterruptedException;
}
