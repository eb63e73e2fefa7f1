package io.leengine.cli.session;

import java.io.Console;
import java.util.Optional;

/** The console of this process, which may not be a terminal. */
record ConsoleTerminal(Console console) implements Terminal {
    @Override
    public boolean interactive() {
        return console != null && console.isTerminal();
    }

    @Override
    public Optional<String> line(String question) {
        return Optional.ofNullable(console.readLine("%s", question));
    }

    @Override
    public Optional<String> secret(String question) {
        return Optional.ofNullable(console.readPassword("%s", question)).map(String::new);
    }
}
