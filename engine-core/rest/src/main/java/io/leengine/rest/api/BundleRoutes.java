package io.leengine.rest.api;

import io.leengine.engine.Bundles;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.domain.Swap;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.rest.Services;
import io.leengine.rest.http.Answer;
import io.leengine.rest.http.Call;
import io.leengine.rest.http.Cursors;
import io.leengine.rest.http.IfMatch;
import io.leengine.rest.http.Parameter;
import io.leengine.rest.http.Route;
import io.leengine.rest.http.RouteDraft;
import io.leengine.rest.view.BundleView;
import io.leengine.rest.view.ExaminationView;
import io.leengine.rest.view.NewPart;
import io.leengine.rest.view.SwapView;
import java.util.List;
import java.util.Optional;

/** What the platform is made of, and its change while it runs. */
final class BundleRoutes {
    private static final String TAG = "Bundles and swaps";
    private static final String BOSS = "For administrators.";
    private static final String CHECKED = "For administrators. The bundle is checked before anything is touched: whole, "
        + "trusted, resolvable against what runs, and content with the settings of the parts it is to serve. The "
        + "answer is the swap that begins then, and `Location` its operation; the old returns when the new is not "
        + "healthy in time. One swap at a time.";
    private static final Parameter DIGEST = Parameter.text("digest", 71, "`sha256:…` of the file; refused when what arrives "
        + "is something else.");
    private static final Parameter SUBJECT = Parameter.text("subject", "Only of this bundle, or of this part as "
        + "`seam/name`.");

    private final Services services;

    BundleRoutes(Services services) {
        this.services = services;
    }

    List<Route> routes() {
        return List.of(
            Route.of("listBundles", "GET", "/bundles", TAG, "List bundles")
                .administrators().described(BOSS).listOf(BundleView.class)
                .handledBy(call -> Answer.page(call,
                    Cursors.cut(bundles().list(call.actor()), call.page(), Bundles.BundleDetails::name),
                    BundleView::of)),
            Route.of("installBundle", "POST", "/bundles", TAG, "Install a bundle, or put it in the place of the one of "
                + "its name")
                .administrators()
                .described(CHECKED).upload().query(DIGEST).status(202).returns(SwapView.class).begins()
                .errors(ErrorCode.CONFLICT, ErrorCode.ALREADY_EXISTS, ErrorCode.INSUFFICIENT_RESOURCES).handledBy(this::install),
            Route.of("checkBundle", "POST", "/bundles/check", TAG, "Tell what the installation of a bundle would do")
                .administrators().untried("it changes nothing anyway")
                .described("For administrators. Refuses what would be refused; changes nothing.").upload().query(DIGEST)
                .returns(ExaminationView.class).errors(ErrorCode.CONFLICT, ErrorCode.ALREADY_EXISTS,
                    ErrorCode.INSUFFICIENT_RESOURCES).handledBy(call -> Answer.ok(
                        ExaminationView.of(bundles().check(call.actor(), call.upload(), digest(call))))),
            Route.of("getBundle", "GET", "/bundles/{name}", TAG, "Get a bundle")
                .administrators().described(BOSS)
                .returns(BundleView.class).handledBy(call ->
                    Answer.ok(BundleView.of(bundles().find(call.actor(), call.path("name"))))),
            Route.of("removeBundle", "DELETE", "/bundles/{name}", TAG, "Take a bundle out")
                .administrators()
                .described("For administrators. Refused while a part or another bundle needs it.").status(202)
                .returns(SwapView.class).begins().errors(ErrorCode.CONFLICT)
                .handledBy(call -> begun("bundle.remove", bundles().remove(call.actor(), call.path("name")))),
            Route.of("rollBackBundle", "POST", "/bundles/{name}/roll-back", TAG, "Put back what a bundle replaced")
                .administrators()
                .described("For administrators. The last change of the bundle that held is taken back; done twice, it "
                    + "holds again.").status(202).returns(SwapView.class).begins()
                .errors(ErrorCode.CONFLICT)
                .handledBy(call -> begun("bundle.roll-back", bundles().rollBack(call.actor(), call.path("name")))),
            Route.of("swapPart", "POST", "/parts/{seam}/{name}/swap", TAG, "Give a part to another plugin")
                .administrators()
                .described("For administrators. The former plugin and settings return when the new plugin is not healthy "
                    + "in time.").body(NewPart.class).status(202).returns(SwapView.class).begins()
                .ifMatch(IfMatch.OPTIONAL).errors(ErrorCode.CONFLICT).handledBy(this::swapPart),
            Route.of("listSwaps", "GET", "/swaps", TAG, "List swaps, newest first")
                .administrators().described(BOSS)
                .query(SUBJECT, RouteDraft.LIMIT, RouteDraft.AFTER).itemsOf(SwapView.class)
                .handledBy(this::swaps),
            Route.of("getSwap", "GET", "/swaps/{number}", TAG, "Get a swap")
                .administrators().described(BOSS).returns(SwapView.class)
                .handledBy(call ->
                    Answer.ok(SwapView.of(bundles().swap(call.actor(), number(call.path("number")))))));
    }

    private Answer install(Call call) {
        return begun("bundle.install", bundles().install(call.actor(), call.upload(), digest(call)));
    }

    private static Optional<Digest> digest(Call call) {
        return call.text(DIGEST).map(Digest::parse);
    }

    private Answer swapPart(Call call) {
        SeamKind seam = SeamKind.of(call.path("seam"));
        var draft = call.body(NewPart.class).draft(seam, call.path("name"));
        return begun("part.swap", bundles().swapPart(call.actor(), seam, call.path("name"), draft, call.ifMatch()));
    }

    private Answer begun(String action, Swap swap) {
        return OperationRoutes.begun(services, Answer.of(202, SwapView.of(swap)), action, Long.toString(swap.number()));
    }

    private Answer swaps(Call call) {
        return Answer.page(call, bundles().swaps(call.actor(), call.text(SUBJECT).orElse(""), call.page()),
            SwapView::of);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            throw EngineException.notFound("swap", text);
        }
    }

    private Bundles bundles() {
        return services.bundles();
    }
}
