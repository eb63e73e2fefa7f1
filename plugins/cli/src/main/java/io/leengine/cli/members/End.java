package io.leengine.cli.members;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.values.Moment;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import picocli.CommandLine.Option;

/** When a membership ends. */
final class End {
    @Option(names = "--for", paramLabel = "TIME", description = "It ends after that time, for example 30d.")
    private Optional<Duration> length = Optional.empty();

    @Option(names = "--until", paramLabel = "TIME", description = "It ends then, for example 2027-01-31T18:00:00Z.")
    private Optional<Moment> until = Optional.empty();

    /** Returns when; empty for never. */
    Optional<Instant> at() {
        if (length.isPresent() && until.isPresent()) {
            throw new CommandException(ExitCode.USAGE, "Give either --for or --until.", "Without both it does not end.");
        }
        return length.map(time -> Instant.now().plus(time).truncatedTo(ChronoUnit.SECONDS)).or(() -> until.map(Moment::at));
    }
}
