package io.leengine.cli.platform;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.client.DefaultQuota;
import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.NewQuota;
import io.leengine.cli.client.Quota;
import io.leengine.cli.client.QuotasApi;
import io.leengine.cli.client.Reply;
import io.leengine.cli.output.Columns;
import io.leengine.cli.output.Values;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.ListCommand;
import io.leengine.cli.session.Query;
import io.leengine.cli.session.ReadCommand;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** What users and image groups may use, and use. */
@Command(name = "quotas", aliases = "quota", mixinStandardHelpOptions = true,
    description = "What users and image groups may use, and use.",
    subcommands = {QuotasCommand.All.class, QuotasCommand.Show.class, QuotasCommand.Set.class})
public final class QuotasCommand {
    /** What is limited: how it is named on the command line, in the API and in a table, and how it is shown. */
    enum Limited {
        APPLICATIONS("applications", "APPLICATIONS", Long::toString),
        INSTANCES("instances", "INSTANCES", Long::toString),
        CPU("cpuMillis", "CPU", value -> value + "m"),
        MEMORY("memoryBytes", "MEMORY", Values::size),
        IMAGE_STORAGE("imageBytes", "IMAGES", Values::size),
        BUILDS("builds", "BUILDS", Long::toString);

        final String field;
        final String title;
        private final LongFunction<String> text;

        Limited(String field, String title, LongFunction<String> text) {
            this.field = field;
            this.title = title;
            this.text = text;
        }

        /** As it is typed. */
        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }

        String amount(JsonNode amounts) {
            JsonNode amount = amounts.path(field);
            return amount.isMissingNode() ? "" : amount.asLong() < 0 ? "no limit" : text.apply(amount.asLong());
        }
    }

    /** Whose quota. */
    static final class Which {
        @Parameters(arity = "0..1", paramLabel = "NAME", description = "The user's or the group's (default: oneself).")
        private Optional<String> name = Optional.empty();

        @Option(names = "--group", description = "An image group's, not a user's.")
        private boolean group;

        @Option(names = "--default", description = "What all users, or all groups, have unless said otherwise.")
        private boolean all;

        String subject() {
            return QuotasCommand.subject(group);
        }

        void check() {
            if (all && name.isPresent()) {
                throw new CommandException(ExitCode.USAGE, "--default is for all, so NAME must not be given.", "");
            }
            if (!all && group && name.isEmpty()) {
                throw new CommandException(ExitCode.USAGE, "The group's NAME must be given.", "");
            }
        }

        Reply<?> read(EngineApi engine) {
            check();
            return all ? engine.quotas().getDefaultQuota(subject()) : engine.quotas().getQuota(subject(),
                name.orElseGet(() -> engine.users().getSelf().body().name()));
        }
    }

    private static String subject(boolean group) {
        return group ? "image-group" : "user";
    }

    private static Columns columns(boolean group) {
        Columns columns = new Columns().field("NAME", "name");
        Arrays.stream(Limited.values()).filter(each -> !group || each == Limited.IMAGE_STORAGE)
            .forEach(each -> columns.value(each.title, quota -> {
                String limit = each.amount(quota.path("limits"));
                return each.amount(quota.path("used")) + (limit.isEmpty() ? "" : " of " + limit);
            }));
        return columns;
    }

    private static Columns limits() {
        Columns columns = new Columns();
        Arrays.stream(Limited.values()).forEach(each -> columns.value(each.title, quota -> {
            String limit = each.amount(quota.path("limits"));
            return limit.isEmpty() ? "no limit" : limit;
        }));
        return columns;
    }

    @Command(name = "list", aliases = "ls", description = "Lists what is used, and the limits; for administrators.")
    static final class All extends ListCommand {
        @Option(names = "--groups", description = "Of image groups, not of users.")
        private boolean groups;

        @Override
        protected Query query() {
            return Query.of("/quotas").with("subject", subject(groups));
        }

        @Override
        protected Columns columns() {
            return QuotasCommand.columns(groups);
        }
    }

    @Command(name = "show", description = "Shows what is used, and the limits.")
    static final class Show extends ReadCommand {
        @Mixin
        private Which which;

        @Override
        protected void run(EngineApi engine) {
            output().one(which.read(engine).json(), which.all ? limits() : columns(which.group));
        }
    }

    @Command(name = "set", description = "Sets the limits that are given; the others stay. For administrators.")
    static final class Set extends ChangeCommand {
        @Mixin
        private Which which;

        @Mixin
        private QuotaLimits limits;

        @Override
        protected void run(EngineApi engine) {
            if (!which.all && which.name.isEmpty()) {
                throw new CommandException(ExitCode.USAGE, "NAME or --default must be given.", "");
            }
            which.check();
            QuotasApi quotas = engine.quotas();
            if (which.all) {
                Reply<DefaultQuota> read = quotas.getDefaultQuota(which.subject());
                done("the quota of each " + (which.group ? "image group" : "user") + " is set", quotas.setDefaultQuota(
                    which.subject(), new NewQuota(limits.over(read.body().limits())), read.precondition()));
            } else {
                String name = which.name.orElseThrow();
                Reply<Quota> read = quotas.getQuota(which.subject(), name);
                done("the quota of " + name + " is set", quotas.setQuota(which.subject(), name,
                    new NewQuota(limits.over(read.body().own())), read.precondition()));
            }
        }
    }
}
