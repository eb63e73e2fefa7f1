package io.leengine.loadbalancer.nginx.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.leengine.loadbalancer.nginx.rules.RulesDocument;
import io.leengine.model.EngineException;
import io.leengine.spi.loadbalancer.DomainFeature;
import io.leengine.spi.loadbalancer.DomainRules;
import io.leengine.spi.loadbalancer.DomainSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A domain's settings as they are on the bus.
 *
 * @param host its name
 * @param requestTimeoutMillis for an upstream's answer
 * @param connectTimeoutMillis for reaching an upstream
 * @param bodyLimit largest request body in bytes; 0 for no limit
 * @param rules what else holds for its requests; null for nothing
 * @param needs what an agent must know to serve it as it is wanted, as {@link DomainFeature} names it: one that does not
 *     must not serve it by half, since a field it passes over may be one that keeps people out
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DomainDocument(String host, long requestTimeoutMillis, long connectTimeoutMillis, long bodyLimit,
        RulesDocument rules, List<String> needs) {
    private static final Set<String> KNOWN =
        Arrays.stream(DomainFeature.values()).map(DomainFeature::name).collect(Collectors.toUnmodifiableSet());

    /** Copies the list; none where none is given. */
    public DomainDocument {
        needs = needs == null ? List.of() : List.copyOf(needs);
    }

    /** Returns the document of some settings. */
    public static DomainDocument of(DomainSpec spec) {
        return new DomainDocument(spec.host(), spec.requestTimeout().toMillis(), spec.connectTimeout().toMillis(),
            spec.bodyLimit(), spec.rules().equals(DomainRules.NONE) ? null : RulesDocument.of(spec.rules()),
            spec.rules().features().stream().sorted().map(DomainFeature::name).toList());
    }

    /**
     * Returns the settings.
     *
     * @throws EngineException {@code INVALID} when they are out of bounds, or need something this build does not know
     */
    public DomainSpec spec() {
        List<String> unknown = needs.stream().filter(each -> !KNOWN.contains(each)).toList();
        if (!unknown.isEmpty()) {
            throw EngineException.invalid("needs", "This agent does not know " + String.join(", ", unknown) + "; update it.");
        }
        return new DomainSpec(host, Duration.ofMillis(requestTimeoutMillis), Duration.ofMillis(connectTimeoutMillis), bodyLimit,
            rules == null ? DomainRules.NONE : rules.rules());
    }
}
