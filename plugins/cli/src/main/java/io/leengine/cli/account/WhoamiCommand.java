package io.leengine.cli.account;

import io.leengine.cli.client.EngineApi;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.output.Columns;
import io.leengine.cli.session.ReadCommand;
import picocli.CommandLine.Command;

/** Tells who one is. */
@Command(name = "whoami", description = "Tells who you are, and where.")
public final class WhoamiCommand extends ReadCommand {
    @Override
    protected void run(ApiClient api) {
        output().one(new EngineApi(api).users().getSelf().json(), new Columns().field("Name", "name")
            .field("Administrator", "administrator").field("Id", "id").field("Since", "createdAt")
            .value("Engine", user -> api.engine().toString())
            .value("Context", user -> session().where().context().orElse("")));
    }
}
