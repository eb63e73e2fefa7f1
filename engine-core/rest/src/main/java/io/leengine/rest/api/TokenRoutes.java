package io.leengine.rest.api;

import io.leengine.engine.Identity;
import io.leengine.engine.Reach;
import io.leengine.engine.access.Permission;
import io.leengine.engine.domain.AccessToken;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.rest.Services;
import io.leengine.rest.http.Answer;
import io.leengine.rest.http.Call;
import io.leengine.rest.http.Cursors;
import io.leengine.rest.http.Route;
import io.leengine.rest.view.IssuedTokenView;
import io.leengine.rest.view.NewDeployToken;
import io.leengine.rest.view.NewToken;
import io.leengine.rest.view.TokenView;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Personal tokens, and the deploy tokens of each kind of resource. */
final class TokenRoutes {
    private static final String TOKENS = "Sessions and tokens";
    private static final String DEPLOY = "Deploy tokens";
    private static final String MASTERS = "For Masters of it. A deploy token belongs to the resource and outlives the "
        + "membership of who made it; it works for the API and, with any name, for the registry.";

    private final Services services;

    TokenRoutes(Services services) {
        this.services = services;
    }

    List<Route> routes() {
        Stream<Route> own = Stream.of(
            Route.of("createToken", "POST", "/tokens", TOKENS, "Make a personal token")
                .users().described("It never reaches further than its user. Made with a token, it reaches no further and lasts no "
                    + "longer than that one, and ends with it.").body(NewToken.class).status(201)
                .returns(IssuedTokenView.class).errors(ErrorCode.NOT_FOUND).handledBy(this::create),
            Route.of("listTokens", "GET", "/tokens", TOKENS, "List one's personal tokens, newest first")
                .users().listOf(TokenView.class).handledBy(call -> page(call, services.identity().tokens(call.actor()))),
            Route.of("deleteToken", "DELETE", "/tokens/{id}", TOKENS, "End a personal token").users().status(204)
                .handledBy(call -> {
                    services.identity().deleteToken(call.actor(), call.path("id"));
                    return Answer.noContent();
                }));
        Stream<Route> deploy = Stream.of(
            deploy(ResourceKind.APPLICATION, "Application", "/applications/{name}", "name"),
            deploy(ResourceKind.IMAGE, "Image", "/images/{repository}", "repository"),
            deploy(ResourceKind.IMAGE_GROUP, "ImageGroup", "/image-groups/{name}", "name"),
            deploy(ResourceKind.CODE_BUILD, "CodeBuild", "/code-builds/{name}", "name")).flatMap(List::stream);
        return Stream.concat(own, deploy).toList();
    }

    private List<Route> deploy(ResourceKind kind, String word, String path, String place) {
        String what = " of an " + kind.label().replace('-', ' ');
        String of = kind == ResourceKind.CODE_BUILD ? what.replace(" an ", " a ") : what;
        return List.of(
            Route.of("create" + word + "DeployToken", "POST", path + "/deploy-tokens", DEPLOY, "Make a deploy token" + of)
                .needs(Permission.changingTokens(kind)).described(MASTERS).body(NewDeployToken.class)
                .status(201).returns(IssuedTokenView.class).handledBy(call -> {
                    NewDeployToken given = call.body(NewDeployToken.class);
                    return issued(services.deployTokens().create(call.actor(), kind, call.path(place), given.name(),
                        given.role(), given.validitySeconds().map(Duration::ofSeconds)));
                }),
            Route.of("list" + word + "DeployTokens", "GET", path + "/deploy-tokens", DEPLOY,
                "List the deploy tokens" + of + ", newest first").needs(Permission.changingTokens(kind))
                .described(MASTERS).listOf(TokenView.class).handledBy(call ->
                    page(call, services.deployTokens().list(call.actor(), kind, call.path(place)))),
            Route.of("delete" + word + "DeployToken", "DELETE", path + "/deploy-tokens/{id}", DEPLOY,
                "End a deploy token" + of).needs(Permission.changingTokens(kind))
                .described("For Masters of it.").status(204).handledBy(call -> {
                    services.deployTokens().delete(call.actor(), kind, call.path(place), call.path("id"));
                    return Answer.noContent();
                }));
    }

    private Answer create(Call call) {
        NewToken given = call.body(NewToken.class);
        Set<ResourceKind> kinds = given.kinds().map(TokenRoutes::kinds).orElse(Reach.ALL_KINDS);
        return issued(services.identity().createToken(call.actor(), new Identity.TokenDraft(given.name(),
            given.validitySeconds().map(Duration::ofSeconds), given.role().orElse(Role.OWNER), kinds, given.resource(),
            given.bossSide().orElse(false))));
    }

    private static Set<ResourceKind> kinds(List<String> labels) {
        return labels.stream().map(label -> Reach.ALL_KINDS.stream().filter(kind -> kind.label().equals(label)).findFirst()
            .orElseThrow(() -> EngineException.invalid("kinds", "There is no kind '" + label + "' of resource with members; "
                + "the kinds are " + Reach.ALL_KINDS.stream().sorted().map(ResourceKind::label).toList() + ".")))
            .collect(Collectors.toSet());
    }

    private static Answer issued(Identity.Issued issued) {
        return Answer.of(201, IssuedTokenView.of(issued)).with("Cache-Control", "no-store");
    }

    private static Answer page(Call call, List<AccessToken> tokens) {
        return Answer.page(call, Cursors.cut(tokens, call.page(), AccessToken::name), TokenView::of);
    }
}
