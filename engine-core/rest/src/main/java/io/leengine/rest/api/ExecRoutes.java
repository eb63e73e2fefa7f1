package io.leengine.rest.api;

import io.leengine.engine.Actor;
import io.leengine.engine.access.Permission;
import io.leengine.model.ErrorCode;
import io.leengine.rest.Services;
import io.leengine.rest.exec.ExecConversation;
import io.leengine.rest.exec.ExecPlaces;
import io.leengine.rest.exec.ExecSettings;
import io.leengine.rest.http.Answer;
import io.leengine.rest.http.Call;
import io.leengine.rest.http.Json;
import io.leengine.rest.http.Parameter;
import io.leengine.rest.http.Route;
import io.leengine.spi.scheduler.InstanceExec;
import java.util.List;

/** Commands in instances. */
final class ExecRoutes {
    private static final String PROTOCOL = "leengine.exec.v1";
    private static final int MOST_ARGUMENTS = 64;
    private static final int LONGEST = 4_096;
    private static final int MOST_CHARACTERS = 1_000;
    private static final Parameter COMMAND = Parameter.texts("command", MOST_ARGUMENTS, LONGEST,
        "The program, then each of its arguments; no shell reads them. What is secret is better sent as input.");
    private static final Parameter TERMINAL =
        Parameter.flag("terminal", "Whether it gets a terminal; output and errors are one stream then.");
    private static final Parameter COLUMNS =
        Parameter.integer("columns", 1, MOST_CHARACTERS, 80, "The terminal's width in characters.");
    private static final Parameter ROWS =
        Parameter.integer("rows", 1, MOST_CHARACTERS, 24, "The terminal's height in characters.");

    private final Services services;
    private final Json json;
    private final ExecSettings settings;
    private final ExecPlaces places;

    ExecRoutes(Services services, Json json, ExecSettings settings) {
        this.services = services;
        this.json = json;
        this.settings = settings;
        this.places = new ExecPlaces(settings.mostOfOne());
    }

    List<Route> routes() {
        return List.of(Route.of("execInInstance", "GET", ObservationRoutes.ONE + "/exec", ObservationRoutes.TAG,
            "Run a command in an instance").needs(Permission.INSPECT_APPLICATION)
            .described("The request is the handshake of a WebSocket; what refuses it is an ordinary answer. Binary messages "
                + "to the engine are what the command reads, those from it what it prints. Text messages are JSON: "
                + "`{\"resize\":{\"columns\":80,\"rows\":24}}` and `{\"close\":\"input\"}` to the engine; from it at the end "
                + "`{\"exit\":0}` with the command's exit status, and status 1000, or `{\"error\":…}` with a problem, and "
                + "status 1011. A message to the engine has at most 64 KiB, a text one 4 KiB. The command ends with the "
                + "connection, with the token or the role it was begun with, and when for a while (15 minutes unless the "
                + "operator says otherwise) nothing comes, a ping neither, and nothing is printed. A browser's session "
                + "needs the `Origin` of this very host.")
            .query(COMMAND, TERMINAL, COLUMNS, ROWS).socket(PROTOCOL)
            .errors(ErrorCode.UNSUPPORTED, ErrorCode.CONFLICT, ErrorCode.TOO_MANY_REQUESTS, ErrorCode.TIMEOUT)
            .handledBy(this::exec));
    }

    private Answer exec(Call call) throws InterruptedException {
        List<String> command = call.texts(COMMAND);
        boolean terminal = call.flag(TERMINAL);
        int columns = call.integer(COLUMNS);
        int rows = call.integer(ROWS);
        Actor actor = call.actor();
        String name = call.path("name");
        String cell = call.path("cell");
        services.applications().requireExec(actor, name, cell);
        call.requireHandshake();
        ExecPlaces.Place place = places.take(actor);
        try {
            InstanceExec.Session session =
                services.applications().exec(actor, name, cell, call.path("id"), command, terminal);
            ExecConversation conversation = new ExecConversation(session, place, settings,
                () -> stillAllowed(call.token(), actor, name, cell), json, actor.requestId());
            try {
                if (terminal) {
                    session.resize(columns, rows);
                }
            } catch (RuntimeException | LinkageError e) {
                conversation.close();
                throw e;
            }
            return Answer.upgrade(conversation);
        // A bundle that is swapped at this very moment fails to link.
        } catch (InterruptedException | RuntimeException | LinkageError e) {
            place.close();
            throw e;
        }
    }

    private void stillAllowed(String token, Actor actor, String name, String cell) {
        Actor now = services.identity().authenticate(token, actor.requestId(), actor.address()).required();
        services.applications().requireExec(now, name, cell);
    }
}
