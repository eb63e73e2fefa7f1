package io.leengine.cli.apps;

import io.leengine.cli.output.Columns;
import io.leengine.cli.output.Values;
import tools.jackson.databind.JsonNode;

/** What is shown of applications and versions. */
final class Shown {
    private Shown() {
    }

    static Columns application() {
        return new Columns().field("NAME", "name")
            .value("READY", application -> ready(application))
            .value("LIVE", application -> shares(application.path("live")))
            .field("HOST", "host").field("GROUP", "group")
            .value("STATE", application -> application.path("deleting").asBoolean() ? "deleting" : "")
            .age("AGE", "createdAt");
    }

    static Columns details() {
        return new Columns().field("Name", "name").field("Description", "description").field("Image", "image")
            .field("Host", "host").field("Group", "group").field("Private", "isPrivate")
            .value("Live", application -> shares(application.path("live"))).value("Ready", Shown::ready)
            .field("URLs", "urls").field("Deleting", "deleting")
            .value("Created", application -> created(application));
    }

    static Columns version() {
        return new Columns().field("VERSION", "name")
            .value("IMAGE", version -> Values.text(version.path("image")) + reference(version))
            .value("READY", Shown::ready).value("WEIGHT", version -> version.path("weight").asInt() + " %")
            .value("STATE", version -> Values.word(version.path("state")))
            .value("CONDITION", version -> Values.word(version.path("condition"))).field("CELLS", "cells")
            .age("AGE", "createdAt").field("MESSAGE", "message");
    }

    static Columns versionDetails() {
        return new Columns().field("Version", "name").field("Image", "image").field("Tag", "tag")
            .field("Digest", "digest").value("Ready", Shown::ready)
            .value("Weight", version -> version.path("weight").asInt() + " %")
            .value("State", version -> Values.word(version.path("state")))
            .value("Condition", version -> Values.word(version.path("condition")))
            .field("Message", "message").field("Cells", "cells")
            .value("Processor", version -> version.path("settings").path("cpuMillis").asInt() + "m")
            .value("Memory", version -> Values.size(version.path("settings").path("memoryBytes").asLong()))
            .value("Port", version -> Values.text(version.path("settings").path("port")))
            .value("Command", version -> Values.text(version.path("settings").path("command")))
            .value("Environment", version -> Values.text(version.path("settings").path("environment")))
            .value("Health check", version -> Values.text(version.path("settings").path("healthCheck")))
            .value("Grace", version -> version.path("settings").path("graceSeconds").asLong() + " s")
            .value("Created", Shown::created);
    }

    private static String created(JsonNode resource) {
        return Values.text(resource.path("createdAt")) + " by " + Values.text(resource.path("createdBy"));
    }

    private static String ready(JsonNode resource) {
        return resource.path("ready").asInt() + "/" + resource.path("instances").asInt();
    }

    private static String reference(JsonNode version) {
        String tag = version.path("tag").asString("");
        return tag.isEmpty() ? "@" + Values.digest(version.path("digest")) : ":" + tag;
    }

    private static String shares(JsonNode live) {
        StringBuilder shares = new StringBuilder();
        live.properties().forEach(each -> shares.append(shares.isEmpty() ? "" : ", ").append(each.getKey()).append(' ')
            .append(each.getValue().asInt()).append(" %"));
        return shares.toString();
    }
}
