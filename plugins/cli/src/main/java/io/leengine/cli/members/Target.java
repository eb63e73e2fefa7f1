package io.leengine.cli.members;

import io.leengine.cli.http.ApiClient;
import picocli.CommandLine.Parameters;

/** Whose members a command is about. */
final class Target {
    @Parameters(index = "0", paramLabel = "KIND", description = "One of ${COMPLETION-CANDIDATES}.")
    private Kind kind;

    @Parameters(index = "1", paramLabel = "NAME", description = "The resource's name; an image's repository.")
    private String name;

    String path() {
        return "/" + kind.collection() + "/" + ApiClient.segment(name);
    }

    String member(String user) {
        return path() + "/members/" + ApiClient.segment(user);
    }

    String kind() {
        return kind.toString().replace('-', ' ');
    }

    String name() {
        return name;
    }
}
