package io.leengine.rest.api;

import io.leengine.engine.Quotas;
import io.leengine.engine.domain.Quota;
import io.leengine.engine.domain.QuotaSubject;
import io.leengine.model.EngineException;
import io.leengine.rest.Services;
import io.leengine.rest.http.Answer;
import io.leengine.rest.http.Call;
import io.leengine.rest.http.IfMatch;
import io.leengine.rest.http.Parameter;
import io.leengine.rest.http.Route;
import io.leengine.rest.http.RouteDraft;
import io.leengine.rest.view.DefaultQuotaView;
import io.leengine.rest.view.NewQuota;
import io.leengine.rest.view.QuotaView;
import java.util.Arrays;
import java.util.List;

/** What users and image groups may use, and use. */
final class QuotaRoutes {
    private static final String TAG = "Quotas";
    private static final String ALL = "/quotas/{subject}";
    private static final String ONE = ALL + "/{name}";
    private static final String WORDS = "`subject` is `user` or `image-group`.";
    private static final Parameter SUBJECT = Parameter.word("subject",
        Arrays.stream(QuotaSubject.Kind.values()).map(QuotaView::label).toList(), "user", "Of users, or of image groups.");

    private final Services services;

    QuotaRoutes(Services services) {
        this.services = services;
    }

    List<Route> routes() {
        return List.of(
            Route.of("listQuotas", "GET", "/quotas", TAG, "List what subjects may use and use, by name")
                .administrators().described("For administrators.").query(SUBJECT, RouteDraft.LIMIT, RouteDraft.AFTER)
                .itemsOf(QuotaView.class).handledBy(this::list),
            Route.of("getDefaultQuota", "GET", ALL, TAG, "Get what all of a kind may use unless said otherwise")
                .users().described(WORDS).returns(DefaultQuotaView.class).etag()
                .handledBy(call -> defaults(quotas().defaults(call.actor(), subject(call)))),
            Route.of("setDefaultQuota", "PUT", ALL, TAG, "Set what all of a kind may use unless said otherwise")
                .administrators().described("For administrators. " + WORDS).body(NewQuota.class)
                .returns(DefaultQuotaView.class).etag().ifMatch(IfMatch.REQUIRED)
                .handledBy(this::setDefaults),
            Route.of("getQuota", "GET", ONE, TAG, "Get what a subject may use and uses")
                .users().described("For the user itself, for the group's members, and for administrators. " + WORDS)
                .returns(QuotaView.class).etag().handledBy(call -> standing(subject(call),
                    quotas().get(call.actor(), subject(call), call.path("name")))),
            Route.of("setQuota", "PUT", ONE, TAG, "Set what a subject may use")
                .administrators().described("For administrators. What is used already stays. " + WORDS)
                .body(NewQuota.class).returns(QuotaView.class).etag().ifMatch(IfMatch.REQUIRED)
                .handledBy(this::set));
    }

    private Answer list(Call call) {
        QuotaSubject.Kind kind = subject(call.text(SUBJECT).orElseThrow());
        return Answer.page(call, quotas().list(call.actor(), kind, call.page()), standing -> QuotaView.of(kind, standing));
    }

    private Answer setDefaults(Call call) {
        var ifMatch = call.ifMatch();
        return defaults(quotas().setDefaults(call.actor(), subject(call), call.body(NewQuota.class).byKind(), ifMatch));
    }

    private Answer set(Call call) {
        var ifMatch = call.ifMatch();
        return standing(subject(call), quotas().set(call.actor(), subject(call), call.path("name"),
            call.body(NewQuota.class).byKind(), ifMatch));
    }

    private static Answer defaults(Quota quota) {
        return Answer.ok(DefaultQuotaView.of(quota)).etag(quota.revision());
    }

    private static Answer standing(QuotaSubject.Kind kind, Quotas.Standing standing) {
        return Answer.ok(QuotaView.of(kind, standing)).etag(standing.own().revision());
    }

    private static QuotaSubject.Kind subject(Call call) {
        return subject(call.path("subject"));
    }

    private static QuotaSubject.Kind subject(String label) {
        return Arrays.stream(QuotaSubject.Kind.values()).filter(kind -> QuotaView.label(kind).equals(label)).findFirst()
            .orElseThrow(() -> EngineException.invalid("subject", "'subject' must be one of " + SUBJECT.values() + "."));
    }

    private Quotas quotas() {
        return services.quotas();
    }
}
