package io.leengine.spi.loadbalancer;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Who may ask, and how often.
 *
 * @param access by address, at most 256 rules, the first that fits counts; empty lets everyone in
 * @param rate how often; empty for no limit
 */
public record Admission(List<AccessRule> access, Optional<RateLimit> rate) {
    /** Everyone, as often as they like. */
    public static final Admission ALL = new Admission(List.of(), Optional.empty());

    static final int MOST = 256;

    /** Copies the list. */
    public Admission {
        access = RuleTexts.few("access", access, MOST);
        Objects.requireNonNull(rate, "rate");
    }
}
