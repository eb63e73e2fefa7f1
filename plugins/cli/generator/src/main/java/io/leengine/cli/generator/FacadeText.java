package io.leengine.cli.generator;

import java.util.Collection;

/** The class that leads to all tags. */
final class FacadeText {
    private final Collection<TagText> tags;

    FacadeText(Collection<TagText> tags) {
        this.tags = tags;
    }

    String text() {
        StringBuilder text = new StringBuilder("import io.leengine.cli.http.ApiClient;\n\n"
            + "/** The REST API of one engine, as one user. */\npublic final class EngineApi {\n"
            + "    private final Transport http;\n\n    /** Over a client. */\n    public EngineApi(ApiClient client) {\n"
            + "        this.http = new Transport(client);\n    }\n");
        tags.forEach(tag -> text.append('\n').append(Words.comment("    ", "Returns: " + tag.tag() + "."))
            .append("    public ").append(tag.interfaceName()).append(' ').append(Words.variable(tag.tag()))
            .append("() {\n        return new ").append(tag.className()).append("(http);\n    }\n"));
        return text.append("}\n").toString();
    }
}
