package io.leengine.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leengine.engine.RegistryAccess;
import io.leengine.engine.access.Permission;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.rest.api.Routes;
import io.leengine.rest.http.Audience;
import io.leengine.rest.http.Route;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The reference of roles is what the routes and the registry's actions say of themselves. */
class RolesReferenceTest {
    private static final Path COMMITTED = Path.of("../../docs/reference/roles.md");
    private static final String HEAD = """
        # Roles

        Which role an operation needs. A higher role may all that a lower one may: Guest, Reporter, Developer, Master, Owner. \
        Who is not logged in gets 401 from all of these; who sees the resource but lacks the role, 403; for whom the resource \
        is not there, 404. A platform administrator may everything. How members come and go: \
        [share what you own](../how-to/share-what-you-own.md).

        This page is made of the routes and the registry's actions by a test of `engine-core/rest`; run it with \
        `-Dleengine.roles.update=true` to write it anew. Another test tries every cell of it.
        """;

    /** One line of a table. */
    private record Line(Permission permission, String operation, String request, String does) {
        @Override
        public String toString() {
            return "| `" + operation + "` | " + does + " | `" + request + "` | " + word(permission.least()) + " | "
                + (permission.anyoneIfPublic() ? "yes" : "") + " |\n";
        }
    }

    private static String word(Enum<?> constant) {
        String name = constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    private static String page(List<Route> routes) {
        List<Line> lines = new ArrayList<>();
        routes.forEach(route -> route.audience().permissions().forEach(permission -> lines.add(new Line(permission,
            route.id(), route.method() + " " + route.path().text(), route.summary()))));
        for (RegistryAccess.Action action : RegistryAccess.Action.values()) {
            String name = action.name().toLowerCase(Locale.ROOT);
            lines.add(new Line(action.permission(), name, "registry", "At the registry: " + name));
        }
        StringBuilder page = new StringBuilder(HEAD);
        for (ResourceKind kind : ResourceKind.values()) {
            List<Line> some = lines.stream().filter(line -> line.permission().kind() == kind)
                .sorted(Comparator.comparing(line -> line.permission().least())).toList();
            if (!some.isEmpty()) {
                page.append("\n## ").append(word(kind)).append("\n\n")
                    .append("| operation | does | request | least role | anyone, if it is public |\n")
                    .append("| --- | --- | --- | --- | --- |\n");
                some.forEach(page::append);
            }
        }
        others(page, "Who is logged in", Audience.Kind.USERS, routes);
        others(page, "Administrators", Audience.Kind.ADMINISTRATORS, routes);
        others(page, "Anyone", Audience.Kind.ANYONE, routes);
        return page.toString();
    }

    private static void others(StringBuilder page, String title, Audience.Kind kind, List<Route> routes) {
        page.append("\n## ").append(title).append("\n\n| operation | does | request |\n| --- | --- | --- |\n");
        routes.stream().filter(route -> route.audience().kind() == kind).forEach(route -> page.append("| `")
            .append(route.id()).append("` | ").append(route.summary()).append(" | `").append(route.method())
            .append(' ').append(route.path().text()).append("` |\n"));
    }

    @Test
    void theCommittedPageIsTheGeneratedOne() throws Exception {
        String generated;
        try (LiveApi api = new LiveApi(Duration.ofSeconds(15))) {
            generated = page(Routes.of(api, api.json));
        }
        if (Boolean.getBoolean("leengine.roles.update")) {
            Files.writeString(COMMITTED, generated);
        }
        assertEquals(Files.readString(COMMITTED), generated,
            "Who may do what has changed. Look at the change, then run the tests with -Dleengine.roles.update=true.");
    }
}
