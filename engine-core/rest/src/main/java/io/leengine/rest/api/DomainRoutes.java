package io.leengine.rest.api;

import io.leengine.engine.Certificates;
import io.leengine.engine.Domains;
import io.leengine.engine.access.Permission;
import io.leengine.model.ErrorCode;
import io.leengine.rest.Services;
import io.leengine.rest.http.Answer;
import io.leengine.rest.http.Call;
import io.leengine.rest.http.Content;
import io.leengine.rest.http.Cursors;
import io.leengine.rest.http.IfMatch;
import io.leengine.rest.http.Route;
import io.leengine.rest.view.ApplicationDomainView;
import io.leengine.rest.view.CertificateView;
import io.leengine.rest.view.DomainSettingsView;
import io.leengine.rest.view.HostView;
import io.leengine.rest.view.NewCertificate;
import io.leengine.spi.loadbalancer.HostReporting;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The domains of applications, and the certificates and hosts of the groups that serve them. */
final class DomainRoutes {
    private static final String TAG = "Domains and certificates";
    private static final String DOMAIN = "/applications/{name}/domain";
    private static final String GROUP = "/load-balancer-groups/{name}";
    private static final String CERTIFICATES = GROUP + "/certificates";
    private static final String CERTIFICATE = CERTIFICATES + "/{certificate}";

    private final Services services;

    DomainRoutes(Services services) {
        this.services = services;
    }

    List<Route> routes() {
        return List.of(
            Route.of("getDomain", "GET", DOMAIN, TAG, "Get an application's domain with its settings")
                .needs(Permission.READ_APPLICATION)
                .described("The entity tag is the revision of the settings; how far they have come changes without it.")
                .returns(ApplicationDomainView.class).etag().errors(ErrorCode.TIMEOUT)
                .handledBy(call -> domain(domains().get(call.actor(), name(call)))),
            Route.of("replaceDomain", "PUT", DOMAIN, TAG, "Replace the settings of an application's domain")
                .needs(Permission.OPERATE_APPLICATION)
                .described("What is absent becomes as usual. A rule that the group does not keep is refused, and so is a "
                    + "certificate that it has not or that does not cover the host. `snippet` is an administrator's to change; "
                    + "others send it as it is.")
                .body(DomainSettingsView.class).returns(ApplicationDomainView.class).etag().ifMatch(IfMatch.REQUIRED)
                .errors(ErrorCode.CONFLICT, ErrorCode.TIMEOUT).handledBy(this::replace),
            Route.of("getRenderedDomain", "GET", DOMAIN + "/rendered", TAG, "Get the configuration a domain is served by")
                .needs(Permission.READ_APPLICATION)
                .described("In the load balancer's own language, as one of its hosts has it; without secrets.")
                .returns(Content.TEXT, null).errors(ErrorCode.CONFLICT, ErrorCode.UNSUPPORTED, ErrorCode.TIMEOUT)
                .handledBy(this::rendered),
            Route.of("listHosts", "GET", GROUP + "/hosts", TAG, "List the hosts of a load-balancer group")
                .administrators().described("For administrators.").listOf(HostView.class)
                .errors(ErrorCode.UNSUPPORTED, ErrorCode.TIMEOUT).handledBy(this::hosts),
            Route.of("listCertificates", "GET", CERTIFICATES, TAG, "List the certificates of a load-balancer group")
                .users().listOf(CertificateView.class).handledBy(call -> Answer.page(call,
                    Cursors.cut(certificates().list(call.actor(), name(call)), call.page(), it -> it.certificate().name()),
                    CertificateView::of)),
            Route.of("getCertificate", "GET", CERTIFICATE, TAG, "Get a certificate of a load-balancer group")
                .users().returns(CertificateView.class).etag()
                .handledBy(call -> certificate(certificates().get(call.actor(), name(call), call.path("certificate")))),
            Route.of("putCertificate", "PUT", CERTIFICATE, TAG, "Add or replace a certificate of a load-balancer group")
                .administrators()
                .described("For administrators. Domains that are served by it go over to the new one; it must cover them all.")
                .body(NewCertificate.class).returns(CertificateView.class).etag().ifMatch(IfMatch.OPTIONAL)
                .errors(ErrorCode.CONFLICT).handledBy(this::put),
            Route.of("deleteCertificate", "DELETE", CERTIFICATE, TAG, "Remove a certificate of a load-balancer group")
                .administrators().described("For administrators. Not while a domain is served by it.").status(204)
                .ifMatch(IfMatch.OPTIONAL).errors(ErrorCode.CONFLICT).handledBy(this::delete));
    }

    private static String name(Call call) {
        return call.path("name");
    }

    private static Answer domain(Domains.Domain domain) {
        return Answer.ok(ApplicationDomainView.of(domain)).etag(domain.revision());
    }

    private Answer replace(Call call) throws InterruptedException {
        var ifMatch = call.ifMatch();
        return domain(domains().replace(call.actor(), name(call), call.body(DomainSettingsView.class).settings(), ifMatch));
    }

    private Answer rendered(Call call) throws InterruptedException {
        byte[] text = domains().rendered(call.actor(), name(call)).getBytes(StandardCharsets.UTF_8);
        return Answer.text(Content.TEXT + "; charset=utf-8", out -> out.write(text));
    }

    private Answer hosts(Call call) throws InterruptedException {
        List<HostReporting.HostReport> all = services.platform().hosts(call.actor(), name(call));
        return Answer.page(call, Cursors.cut(all, call.page(), HostReporting.HostReport::name), HostView::of);
    }

    private static Answer certificate(Certificates.Entry entry) {
        return Answer.ok(CertificateView.of(entry)).etag(entry.certificate().revision());
    }

    private Answer put(Call call) {
        var ifMatch = call.ifMatch();
        return certificate(certificates().put(call.actor(), name(call), call.path("certificate"),
            call.body(NewCertificate.class).draft(), ifMatch));
    }

    private Answer delete(Call call) {
        certificates().delete(call.actor(), name(call), call.path("certificate"), call.ifMatch());
        return Answer.noContent();
    }

    private Domains domains() {
        return services.domains();
    }

    private Certificates certificates() {
        return services.certificates();
    }
}
