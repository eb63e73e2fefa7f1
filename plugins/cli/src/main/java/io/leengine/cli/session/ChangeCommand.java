package io.leengine.cli.session;

import io.leengine.cli.ExitCode;
import io.leengine.cli.client.Reply;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.http.Tried;
import io.leengine.cli.output.Secrets;
import io.leengine.cli.output.Values;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** A command that changes something, and can be asked what it would change. */
public abstract class ChangeCommand extends ReadCommand {
    private static final String BASE = "/api/v1";

    @Option(names = "--dry-run", description = "Changes nothing: shows the request that would be sent, and what the engine "
        + "says would come of it.")
    private boolean tries;

    /** Returns whether nothing shall be changed. */
    public final boolean tries() {
        return tries;
    }

    @Override
    protected final ApiClient open() {
        ApiClient api = super.open();
        return tries ? api.trying() : api;
    }

    /** Says that something was done; in another format than a person's, prints the engine's answer if there is one. */
    protected final void done(String what, Reply<?> reply) {
        output().done(what, reply.json());
    }

    @Override
    protected final int told(Tried tried) {
        if (output().table()) {
            words(tried);
        } else {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("method", tried.request().method());
            told.put("path", BASE + tried.request().path());
            told.put("headers", tried.request().headers());
            tried.request().body().ifPresent(body -> told.put("body", Secrets.masked(body)));
            tried.answer().ifPresent(answer -> told.put("answer", answer.body()));
            output().tree(told);
        }
        tried.refusal().ifPresent(refusal -> {
            throw refusal;
        });
        return ExitCode.OK;
    }

    private void words(Tried tried) {
        PrintWriter out = output().out();
        out.println("would send   " + tried.request().method() + " " + BASE + tried.request().path());
        tried.request().headers().forEach((name, value) -> out.println("             " + name + ": " + value));
        tried.request().body().ifPresent(body -> out.println("             " + Secrets.masked(body)));
        tried.answer().ifPresent(answer -> out.println("the engine   " + effect(answer.body().path("activity"))));
        out.println(tried.refusal().isPresent() ? "the engine   would refuse it:" : "Nothing was changed.");
        out.flush();
    }

    private static String effect(JsonNode activity) {
        if (activity.isMissingNode()) {
            return "would change nothing";
        }
        String detail = Values.text(activity.path("detail"));
        return "would do it: " + Values.text(activity.path("action")) + " of " + Values.text(activity.path("kind")) + " "
            + Values.text(activity.path("resource")) + (detail.isEmpty() ? "" : " (" + detail + ")");
    }
}
