package io.leengine.spi.loadbalancer;

import java.util.List;

/**
 * What is done to headers on the way, in this order.
 *
 * @param toUpstream for requests, at most 32
 * @param toClient for answers, whatever their status, at most 32
 */
public record HeaderRules(List<HeaderRule> toUpstream, List<HeaderRule> toClient) {
    /** Headers pass as they are. */
    public static final HeaderRules NONE = new HeaderRules(List.of(), List.of());

    private static final int MOST = 32;

    /** Copies the lists. */
    public HeaderRules {
        toUpstream = RuleTexts.few("headers.toUpstream", toUpstream, MOST);
        toClient = RuleTexts.few("headers.toClient", toClient, MOST);
    }
}
