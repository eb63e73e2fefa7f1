package io.leengine.loadbalancer.embedded.listener;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The sockets of the groups. A socket is opened for the first part that asks for it and stays when that part goes, for
 * the next one that asks with the same settings. May be called by any thread that may block.
 */
@ProviderType
public interface Listeners {
    /**
     * Lets a part take the requests that come in at an address. Where the group's socket is still open from an earlier
     * part with the same settings, its connections go on, and requests that came in meanwhile go to this part first. A
     * socket of the group with other settings that nobody is attached to is closed.
     *
     * @throws io.leengine.model.EngineException {@code UNAVAILABLE} when the port is taken, or another part is attached;
     *     both may pass
     */
    Attachment attach(ListenerSettings settings, Part part);
}
