package io.leengine.tck;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.DomainStatus;
import io.leengine.spi.loadbalancer.LoadBalancer;
import io.leengine.spi.loadbalancer.Upstream;
import io.leengine.tck.reference.MemoryLoadBalancer;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link LoadBalancerConformance} on {@link MemoryLoadBalancer}. */
final class LoadBalancerKit extends LoadBalancerConformance {
    static final List<Breaker<LoadBalancer>> BREAKERS = List.of(
        Breaker.<LoadBalancer>that("takes up new upstreams late", "newWeightsTakeEffectAtOnce")
            .on("applyUpstreams", call -> {
                if (!call.argument(1, String.class).startsWith("hello.") || call.memory().put("stated", true) == null) {
                    return call.proceed();
                }
                Thread.ofVirtual().start(() -> {
                    try {
                        Thread.sleep(200);
                        call.proceed();
                    // catches all: whatever it is, it is too late
                    } catch (Exception e) {
                        call.memory().put("late", e);
                    }
                });
                return null;
            }),
        Breaker.<LoadBalancer>that("minds no weights", "requestsGoByWeight", "newWeightsTakeEffectAtOnce")
            .on("applyUpstreams", call -> call.with(2, upstreams(call).stream().map(one -> new Upstream(one.endpoint(), 1,
                one.version(), one.cell(), one.instance())).toList())),
        Breaker.<LoadBalancer>that("drains at once", "aDrainWaitsForTheRequestsUnderWay",
                "aDrainOfADeletedDomainWaitsToo")
            .on("awaitDrained", call -> {
                call.real().status(Defects.ctx());
                return true;
            }),
        Breaker.<LoadBalancer>that("drains no deleted domain", "aDrainOfADeletedDomainWaitsToo")
            .on("awaitDrained", call -> {
                boolean there = false;
                for (DomainStatus domain : call.real().domains(Defects.ctx())) {
                    there |= domain.domain().host().equals(call.argument(1, String.class));
                }
                return there ? call.proceed() : true;
            }),
        Breaker.<LoadBalancer>that("makes a domain that was not stated", "upstreamsOfAnUnknownDomainAreRefused")
            .on("applyUpstreams", call -> {
                try {
                    return call.proceed();
                } catch (EngineException e) {
                    if (e.code() != ErrorCode.NOT_FOUND) {
                        throw e;
                    }
                    call.real().applyDomain(Defects.ctx(), DomainSpec.of(call.argument(1, String.class)));
                    return call.proceed();
                }
            }),
        Breaker.<LoadBalancer>that("drops the upstreams when settings change", "newSettingsKeepTheUpstreams",
                "statingADomainAgainChangesNothing")
            .on("applyDomain", call -> {
                DomainSpec spec = call.argument(1, DomainSpec.class);
                call.real().applyDomain(call.argument(0, CallContext.class), spec);
                call.real().applyUpstreams(Defects.ctx(), spec.host(), List.of());
                return null;
            }),
        Breaker.<LoadBalancer>that("forgets upstreams when closed", "aRestartServesTheSame",
                "oneDomainChangedByManyEndsAsOneOfThemSaid")
            .closing((real, closer, memory) -> {
                for (DomainStatus domain : real.domains(Defects.ctx())) {
                    real.applyUpstreams(Defects.ctx(), domain.domain().host(), List.of());
                }
                closer.close(real);
            }),
        Breaker.<LoadBalancer>that("sorts domains backwards", "domainsAreSortedByHost")
            .on("domains", call -> ((List<?>) call.proceed()).reversed()),
        Breaker.<LoadBalancer>that("serves on when it is closed", "closeLeavesNothingBehind",
                "closingInTheMiddleHangsNobody", "afterCloseEveryCallIsUnavailable")
            .closing((real, closer, memory) -> memory.put("open", "still")),
        Breaker.<LoadBalancer>that("refuses to delete what is not there", "aDeletedDomainIsServedNoMore",
                "aRepeatedCallChangesNothing")
            .on("deleteDomain", call -> {
                String host = call.argument(1, String.class);
                boolean there = host.isEmpty() || !host.equals(host.toLowerCase(Locale.ROOT));
                for (DomainStatus domain : call.real().domains(Defects.ctx())) {
                    there |= domain.domain().host().equals(host);
                }
                if (there || !host.matches("[a-z]+[.]example[.]org")) {
                    return call.proceed();
                }
                throw EngineException.notFound("domain", host);
            }),
        Breaker.<LoadBalancer>that("loses one of two domains stated at once", "fiftyThreadsAtOnceLoseNothing")
            .on("applyDomain", call -> Defects.second(call, "") ? null : call.proceed()));

    @RegisterExtension
    final Chosen<LoadBalancer> chosen = new Chosen<>(LoadBalancer.class, BREAKERS);

    private final MemoryLoadBalancer.Store store = new MemoryLoadBalancer.Store();

    @SuppressWarnings("unchecked")
    private static Collection<Upstream> upstreams(Breaker.Call<LoadBalancer> call) {
        return (Collection<Upstream>) call.arguments()[2];
    }

    @Override
    protected LoadBalancer open() throws IOException {
        return chosen.open(new MemoryLoadBalancer("memory", store));
    }

    @Override
    protected void close(LoadBalancer opened) throws Exception {
        chosen.close(opened, real -> ((MemoryLoadBalancer) real).close());
    }
}
