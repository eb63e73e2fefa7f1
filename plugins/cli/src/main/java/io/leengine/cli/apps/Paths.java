package io.leengine.cli.apps;

import io.leengine.cli.http.ApiClient;

/** Where things of an application are. */
final class Paths {
    static final String APPLICATIONS = "/applications";

    private Paths() {
    }

    static String application(String name) {
        return APPLICATIONS + "/" + ApiClient.segment(name);
    }

    static String versions(String application) {
        return application(application) + "/versions";
    }

    static String version(String application, String version) {
        return versions(application) + "/" + ApiClient.segment(version);
    }
}
