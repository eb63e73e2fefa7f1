package io.leengine.loadbalancer.nginx.wire;

import java.time.Instant;

/**
 * An nginx host's agent that lives.
 *
 * @param agent the agent's version
 * @param nginx the version of nginx
 * @param since when the agent began
 */
public record AliveDocument(String agent, String nginx, Instant since) {
}
