package io.leengine.cli.platform;

import io.leengine.cli.http.ApiClient;
import io.leengine.cli.output.Columns;
import io.leengine.cli.output.Values;
import io.leengine.cli.session.SearchCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Load-balancer groups. */
@Command(name = "groups", aliases = "group", mixinStandardHelpOptions = true, description = "Load-balancer groups.",
    subcommands = {GroupsCommand.All.class, GroupsCommand.Domains.class, GroupsCommand.Hosts.class})
public final class GroupsCommand {
    @Command(name = "list", aliases = "ls", description = "Lists load-balancer groups.")
    static final class All extends SearchCommand {
        @Override
        protected String path() {
            return "/load-balancer-groups";
        }

        @Override
        protected Columns columns() {
            return new Columns().field("NAME", "name").field("PLUGIN", "plugin")
                .value("STATE", group -> Values.word(group.path("health").path("state")))
                .field("ADDRESSES", "addresses").field("CNAME", "canonicalName").field("VIP", "virtualAddresses")
                .value("MESSAGE", group ->
                    Values.text(group.path("health").path("message")));
        }
    }

    @Command(name = "domains", description = "Lists the domains of a group with their upstreams.")
    static final class Domains extends SearchCommand {
        @Parameters(paramLabel = "GROUP", description = "The group.")
        private String name;

        @Override
        protected String path() {
            return "/load-balancer-groups/" + ApiClient.segment(name) + "/domains";
        }

        @Override
        protected Columns columns() {
            return new Columns().field("HOST", "host")
                .value("UPSTREAMS", domain -> Integer.toString(domain.path("upstreams").size()))
                .value("HEALTHY", domain -> Long.toString(healthy(domain)))
                .value("REQUESTS", domain -> Long.toString(sum(domain, "requests")))
                .value("FAILURES", domain -> Long.toString(sum(domain, "failures")))
                .value("ADDRESSES", GroupsCommand.Domains::addresses);
        }

        private static long healthy(JsonNode domain) {
            return domain.path("upstreams").valueStream().filter(each -> each.path("healthy").asBoolean()).count();
        }

        private static long sum(JsonNode domain, String field) {
            return domain.path("upstreams").valueStream().mapToLong(each -> each.path(field).asLong()).sum();
        }

        private static String addresses(JsonNode domain) {
            return String.join(", ", domain.path("upstreams").valueStream().map(each -> each.path("endpoint").asString()
                + "*" + each.path("weight").asInt() + " " + each.path("version").asString()).toList());
        }
    }

    @Command(name = "hosts", description = "Lists the hosts of a group; for administrators.")
    static final class Hosts extends SearchCommand {
        @Parameters(paramLabel = "GROUP", description = "The group.")
        private String name;

        @Override
        protected String path() {
            return "/load-balancer-groups/" + ApiClient.segment(name) + "/hosts";
        }

        @Override
        protected Columns columns() {
            return new Columns().field("NAME", "name").field("ADDRESSES", "addresses")
                .value("STATE", host -> host.path("alive").asBoolean() ? "alive" : "silent").field("FACTS", "facts")
                .value("FAILURES", host -> String.join("\n", host.path("failures").propertyStream()
                    .map(each -> each.getKey() + ": " + each.getValue().asString()).toList()));
        }
    }
}
