package io.leengine.tck;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.loadbalancer.Admission;
import io.leengine.spi.loadbalancer.Certificate;
import io.leengine.spi.loadbalancer.CertificateKeeping;
import io.leengine.spi.loadbalancer.DomainRules;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.DomainStatus;
import io.leengine.spi.loadbalancer.HeaderRules;
import io.leengine.spi.loadbalancer.HostReporting;
import io.leengine.spi.loadbalancer.LoadBalancer;
import io.leengine.spi.loadbalancer.Routing;
import io.leengine.spi.loadbalancer.RuleKeeping;
import io.leengine.spi.loadbalancer.TlsRule;
import io.leengine.spi.loadbalancer.Upstream;
import io.leengine.tck.reference.MemoryLoadBalancer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
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
            .on("applyDomain", call -> Defects.second(call, "") ? null : call.proceed()),
        without("sets no headers", "headersAreSetAndTakenAway", rules -> new DomainRules(rules.tls(), HeaderRules.NONE,
            rules.admission(), rules.routing(), rules.paths(), rules.snippet())),
        without("lets everyone in", "whoIsNotLetInGets403", rules -> new DomainRules(rules.tls(), rules.headers(),
            new Admission(List.of(), rules.admission().rate()), rules.routing(), rules.paths(), rules.snippet())),
        without("answers as often as it is asked", "whoAsksTooOftenGets429", rules -> new DomainRules(rules.tls(),
            rules.headers(), new Admission(rules.admission().access(), Optional.empty()), rules.routing(), rules.paths(),
            rules.snippet())),
        without("minds no paths", "pathsHaveSettingsOfTheirOwn", rules -> new DomainRules(rules.tls(), rules.headers(),
            rules.admission(), rules.routing(), List.of(), rules.snippet())),
        routing("keeps no client", "aClientStaysWithItsInstance", routing -> new Routing(routing.protocol(), Optional.empty(),
            routing.matches(), routing.slowStart())),
        routing("looks at no header", "aHeaderOrACookieLeadsToAVersion", routing -> new Routing(routing.protocol(),
            routing.stickiness(), List.of(), routing.slowStart())),
        routing("gives a new upstream its share at once", "aNewUpstreamComesToItsShareLittleByLittle", routing ->
            new Routing(routing.protocol(), routing.stickiness(), routing.matches(), Duration.ZERO)),
        Breaker.<LoadBalancer>that("serves a domain without the rules it does not keep", "rulesThatAreNotKeptAreRefused")
            .on("applyDomain", call -> {
                DomainSpec spec = call.argument(1, DomainSpec.class);
                return ((RuleKeeping) call.real()).features().containsAll(spec.rules().features()) ? call.proceed()
                    : call.with(1, spec.with(DomainRules.NONE));
            }),
        without("forgets a rule", "rulesAreKeptAsTheyAreStated", rules -> new DomainRules(rules.tls(), rules.headers(),
            rules.admission(), rules.routing(), List.of(), rules.snippet())),
        without("answers plain requests of a secure domain", "aDomainIsServedOverTlsByItsCertificate", rules ->
            new DomainRules(rules.tls().map(tls -> new TlsRule(tls.certificate(), false, tls.least())), rules.headers(),
                rules.admission(), rules.routing(), rules.paths(), rules.snippet())),
        Breaker.<LoadBalancer>that("keeps the first certificate of a name", "aDomainIsServedOverTlsByItsCertificate")
            .on("ability", call -> certificates(call, real -> new Certificates(real) {
                @Override
                public void applyCertificate(CallContext context, Certificate certificate) throws InterruptedException {
                    if (!real.certificates(context).contains(certificate.name())) {
                        super.applyCertificate(context, certificate);
                    }
                }
            })),
        Breaker.<LoadBalancer>that("forgets no certificate", "certificatesAreNamedAndGo")
            .on("ability", call -> certificates(call, real -> new Certificates(real) {
                @Override
                public void deleteCertificate(CallContext context, String name) throws InterruptedException {
                    real.certificates(context);
                }
            })),
        Breaker.<LoadBalancer>that("reports a host twice", "everyHostIsReported")
            .on("ability", call -> reports(call, real -> new Reports(real) {
                @Override
                public List<HostReport> hosts(CallContext context) throws InterruptedException {
                    List<HostReport> twice = new ArrayList<>(super.hosts(context));
                    twice.addAll(twice);
                    return twice;
                }
            })),
        Breaker.<LoadBalancer>that("says of any domain that it is in effect", "whatIsStatedIsSeenInEffect")
            .on("ability", call -> reports(call, real -> new Reports(real) {
                @Override
                public List<Effect> effects(CallContext context, String host) throws InterruptedException {
                    return List.of(new Effect("memory", true, Optional.of(Duration.ZERO), Optional.empty()));
                }
            })),
        Breaker.<LoadBalancer>that("declares no rules and has them", "abilitiesAreThoseDeclared",
                "rulesThatAreNotKeptAreRefused")
            .declaring(Ability.CERTIFICATES, Ability.HOST_REPORTS));

    @RegisterExtension
    final Chosen<LoadBalancer> chosen = new Chosen<>(LoadBalancer.class, BREAKERS);

    private final MemoryLoadBalancer.Store store = new MemoryLoadBalancer.Store();
    private MemoryLoadBalancer latest;

    private static Breaker<LoadBalancer> without(String defect, String caughtBy, UnaryOperator<DomainRules> change) {
        return Breaker.<LoadBalancer>that(defect, caughtBy).on("applyDomain", call -> {
            DomainSpec spec = call.argument(1, DomainSpec.class);
            return call.with(1, spec.with(change.apply(spec.rules())));
        });
    }

    private static Breaker<LoadBalancer> routing(String defect, String caughtBy, UnaryOperator<Routing> change) {
        return without(defect, caughtBy, rules -> new DomainRules(rules.tls(), rules.headers(), rules.admission(),
            change.apply(rules.routing()), rules.paths(), rules.snippet()));
    }

    private static Object certificates(Breaker.Call<LoadBalancer> call, UnaryOperator<CertificateKeeping> change)
            throws Exception {
        Optional<?> found = (Optional<?>) call.proceed();
        return call.argument(0, Class.class) != CertificateKeeping.class ? found
            : found.map(CertificateKeeping.class::cast).map(change);
    }

    private static Object reports(Breaker.Call<LoadBalancer> call, UnaryOperator<HostReporting> change) throws Exception {
        Optional<?> found = (Optional<?>) call.proceed();
        return call.argument(0, Class.class) != HostReporting.class ? found
            : found.map(HostReporting.class::cast).map(change);
    }

    /** Does as the real one does. */
    private abstract static class Certificates implements CertificateKeeping {
        private final CertificateKeeping real;

        Certificates(CertificateKeeping real) {
            this.real = real;
        }

        @Override
        public void applyCertificate(CallContext context, Certificate certificate) throws InterruptedException {
            real.applyCertificate(context, certificate);
        }

        @Override
        public void deleteCertificate(CallContext context, String name) throws InterruptedException {
            real.deleteCertificate(context, name);
        }

        @Override
        public List<String> certificates(CallContext context) throws InterruptedException {
            return real.certificates(context);
        }
    }

    /** Does as the real one does. */
    private abstract static class Reports implements HostReporting {
        private final HostReporting real;

        Reports(HostReporting real) {
            this.real = real;
        }

        @Override
        public List<HostReport> hosts(CallContext context) throws InterruptedException {
            return real.hosts(context);
        }

        @Override
        public List<Effect> effects(CallContext context, String host) throws InterruptedException {
            return real.effects(context, host);
        }

        @Override
        public String rendered(CallContext context, String host) throws InterruptedException {
            return real.rendered(context, host);
        }
    }

    @SuppressWarnings("unchecked")
    private static Collection<Upstream> upstreams(Breaker.Call<LoadBalancer> call) {
        return (Collection<Upstream>) call.arguments()[2];
    }

    @Override
    protected LoadBalancer open() throws IOException {
        latest = new MemoryLoadBalancer("memory", store);
        return chosen.open(latest);
    }

    @Override
    protected String tlsAddress() {
        return latest.tlsAddress();
    }

    @Override
    protected Set<Ability> abilities() {
        return chosen.abilities(Ability.RULES, Ability.CERTIFICATES, Ability.HOST_REPORTS);
    }

    @Override
    protected void close(LoadBalancer opened) throws Exception {
        chosen.close(opened, real -> ((MemoryLoadBalancer) real).close());
    }
}
