package io.leengine.rest.api;

import io.leengine.engine.SigningKeys;
import io.leengine.model.ErrorCode;
import io.leengine.rest.Services;
import io.leengine.rest.http.Answer;
import io.leengine.rest.http.Call;
import io.leengine.rest.http.Cursors;
import io.leengine.rest.http.Route;
import io.leengine.rest.view.SigningKeyView;
import java.util.List;

/** The keys that sign the registry's tokens. */
final class SigningKeyRoutes {
    private static final String TAG = "Signing keys";
    private static final String KEYS = "/signing-keys";

    private final Services services;

    SigningKeyRoutes(Services services) {
        this.services = services;
    }

    List<Route> routes() {
        return List.of(
            Route.of("listSigningKeys", "GET", KEYS, TAG, "List the keys that sign the registry's tokens")
                .administrators().described("For administrators. The newest first. The public halves are at "
                    + "`/v2/token/keys`, as a JSON Web Key Set.").listOf(SigningKeyView.class)
                .handledBy(call -> Answer.page(call, Cursors.cut(services.signingKeys().list(call.actor()), call.page(),
                    SigningKeys.Entry::id), SigningKeyView::of)),
            Route.of("rotateSigningKey", "POST", KEYS, TAG, "Let a new key sign the registry's tokens")
                .administrators().described("For administrators. The key is published at once and signs two minutes later; "
                    + "the one before stays published until the last token it signed has ended. That also happens by itself "
                    + "once a key has signed for long enough.")
                .status(201).returns(SigningKeyView.class).errors(ErrorCode.CONFLICT).handledBy(this::rotate));
    }

    private Answer rotate(Call call) {
        return Answer.of(201, SigningKeyView.of(services.signingKeys().rotate(call.actor())));
    }
}
