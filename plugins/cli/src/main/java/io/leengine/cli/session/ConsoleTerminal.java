package io.leengine.cli.session;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The console of this process, which may not be a terminal. */
record ConsoleTerminal(Console console) implements Terminal {
    @Override
    public boolean interactive() {
        return console != null && console.isTerminal();
    }

    /** The JDK does not tell; {@code stty} does. */
    @Override
    public int width() {
        if (!interactive()) {
            return Integer.MAX_VALUE;
        }
        try {
            Process stty = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty"))
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String[] size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip()
                .split(" ");
            int columns = size.length == 2 ? Integer.parseInt(size[1]) : 0;
            return columns > 0 ? columns : Integer.MAX_VALUE;
        } catch (IOException | NumberFormatException e) {
            // A terminal whose size nobody knows gets whole lines.
            return Integer.MAX_VALUE;
        }
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
