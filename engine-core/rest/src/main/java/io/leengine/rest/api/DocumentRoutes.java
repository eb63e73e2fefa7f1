package io.leengine.rest.api;

import io.leengine.rest.http.Answer;
import io.leengine.rest.http.Content;
import io.leengine.rest.http.Json;
import io.leengine.rest.http.Route;
import io.leengine.rest.openapi.DocsPage;
import io.leengine.rest.openapi.OpenApi;
import java.util.ArrayList;
import java.util.List;

/** The API about itself. */
final class DocumentRoutes {
    private static final String TAG = "Platform";

    private final Json json;
    private final List<Route> others;
    // Made when first asked for, so that the start need not wait for it; made twice, it is the same.
    private volatile byte[] document;
    private volatile DocsPage page;

    DocumentRoutes(Json json, List<Route> others) {
        this.json = json;
        this.others = others;
    }

    List<Route> routes() {
        return List.of(
            Route.of("getOpenApi", "GET", "/openapi.json", TAG, "Get this document").open()
                .returns(Content.JSON, null).handledBy(_ -> Answer.text(Content.JSON, out -> out.write(document()))),
            Route.of("getDocs", "GET", "/docs", TAG, "Get the page that shows this document").open()
                .returns("text/html", null).handledBy(_ -> docs()));
    }

    private byte[] document() {
        byte[] made = document;
        if (made == null) {
            List<Route> all = new ArrayList<>(others);
            all.addAll(routes());
            made = new OpenApi(all, json).bytes();
            document = made;
        }
        return made;
    }

    private Answer docs() {
        DocsPage made = page;
        if (made == null) {
            made = DocsPage.load();
            page = made;
        }
        byte[] html = made.html();
        return Answer.text("text/html; charset=utf-8", out -> out.write(html))
            .with("Content-Security-Policy", made.policy()).with("Referrer-Policy", "no-referrer")
            .with("X-Frame-Options", "DENY");
    }
}
