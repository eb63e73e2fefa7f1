package io.leengine.cli.members;

import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.Member;
import io.leengine.cli.client.MemberChange;
import io.leengine.cli.client.MembersApi;
import io.leengine.cli.client.NewMember;
import io.leengine.cli.client.Reply;
import io.leengine.cli.output.Columns;
import io.leengine.cli.output.Values;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.Confirmation;
import io.leengine.cli.session.Role;
import io.leengine.cli.session.SearchCommand;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Members of applications, images, image groups and code builds. */
@Command(name = "members", aliases = "member", mixinStandardHelpOptions = true,
    description = "Who may do what with an application, an image, an image group or a code build.",
    subcommands = {MembersCommand.All.class, MembersCommand.Add.class, MembersCommand.Change.class,
        MembersCommand.Remove.class, MembersCommand.Leave.class, MembersCommand.HandOver.class})
public final class MembersCommand {
    private static Columns columns() {
        return new Columns().field("USER", "user").value("ROLE", member -> Values.word(member.path("role"))).age("SINCE", "since")
            .field("UNTIL", "expiresAt").field("ENDED", "ended");
    }

    @Command(name = "list", aliases = "ls", description = "Lists members, also those whose membership has ended.")
    static final class All extends SearchCommand {
        @Mixin
        private Target target;

        @Override
        protected String path() {
            return target.path() + "/members";
        }

        @Override
        protected Columns columns() {
            return MembersCommand.columns();
        }
    }

    /** States which role a user has, and until when. */
    private abstract static class Statement extends ChangeCommand {
        @Mixin
        Target target;

        @Option(names = "--role", required = true, paramLabel = "ROLE", description = "One of ${COMPLETION-CANDIDATES}.")
        private Role role;

        @Mixin
        private End end;

        @Override
        protected final void run(EngineApi engine) {
            output().one(state(engine.members(), role, end.at()).json(), MembersCommand.columns());
        }

        abstract Reply<Member> state(MembersApi members, Role role, Optional<Instant> end);
    }

    @Command(name = "add", description = "Adds a member, with at most your own role.")
    static final class Add extends Statement {
        @Parameters(index = "2", paramLabel = "USER", description = "The user's name.")
        private String user;

        @Override
        Reply<Member> state(MembersApi members, Role role, Optional<Instant> end) {
            return target.add(members, NewMember.of(user, NewMember.Role.valueOf(role.name())).withExpiresAt(end));
        }
    }

    @Command(name = "change", description = "Sets the role and the end of a member; it does not end unless you say so.")
    static final class Change extends Statement {
        @Parameters(index = "2", paramLabel = "MEMBER", description = "The user's name.")
        private String user;

        @Override
        Reply<Member> state(MembersApi members, Role role, Optional<Instant> end) {
            return target.change(members, user, MemberChange.of(MemberChange.Role.valueOf(role.name())).withExpiresAt(end));
        }
    }

    @Command(name = "remove", aliases = "rm", description = "Removes a member.")
    static final class Remove extends ChangeCommand {
        @Mixin
        private Target target;

        @Parameters(index = "2", paramLabel = "MEMBER", description = "The user's name.")
        private String user;

        @Mixin
        private Confirmation confirmation;

        @Override
        protected void run(EngineApi engine) {
            confirmation.require("member", user);
            done(user + " is no member of " + target.kind() + " " + target.name() + " any more",
                target.remove(engine.members(), user));
        }
    }

    @Command(name = "leave", description = "Ends your own membership.")
    static final class Leave extends ChangeCommand {
        @Mixin
        private Target target;

        @Mixin
        private Confirmation confirmation;

        @Override
        protected void run(EngineApi engine) {
            confirmation.require("membership of", target.name());
            done("you are no member of " + target.kind() + " " + target.name() + " any more",
                target.leave(engine.members()));
        }
    }

    @Command(name = "hand-over", description = "Makes another user the owner in your place; you become a master.")
    static final class HandOver extends ChangeCommand {
        @Mixin
        private Target target;

        @Parameters(index = "2", paramLabel = "USER", description = "The user's name.")
        private String user;

        @Override
        protected void run(EngineApi engine) {
            done(target.kind() + " " + target.name() + " is " + user + "'s now",
                target.handOver(engine.members(), user));
        }
    }
}
