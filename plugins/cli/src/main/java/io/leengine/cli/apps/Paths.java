package io.leengine.cli.apps;

import io.leengine.cli.http.ApiClient;

/** Where lists of an application are. */
final class Paths {
    private Paths() {
    }

    static String application(String name) {
        return "/applications/" + ApiClient.segment(name);
    }
}
