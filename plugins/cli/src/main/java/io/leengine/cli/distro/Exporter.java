package io.leengine.cli.distro;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * The program that exports, from the folder {@code export} of a distribution. It is loaded when it is asked for, away from
 * the command line's own libraries, so that every other command starts as if it were not there.
 *
 * @param home the distribution's folder
 */
record Exporter(Path home) {
    private static final String NAME = "leengine-export";
    private static final String NEXT = "Unpack the distribution again.";

    /** Runs it; returns the exit code. */
    int run(PrintWriter out, PrintWriter err, List<String> arguments) {
        List<URL> path = new ArrayList<>();
        path.addAll(jars("export"));
        // The framework: what a distribution offers is asked of it.
        path.addAll(jars("lib"));
        try (URLClassLoader loader = new URLClassLoader(NAME, path.toArray(URL[]::new),
                ClassLoader.getPlatformClassLoader())) {
            ToolProvider exporter = ServiceLoader.load(ToolProvider.class, loader).stream()
                .map(ServiceLoader.Provider::get).filter(tool -> tool.name().equals(NAME)).findFirst()
                .orElseThrow(() -> new CommandException(ExitCode.FAILED, "This distribution cannot export: " + home
                    + " has no folder export.", NEXT));
            Thread.currentThread().setContextClassLoader(loader);
            return exporter.run(out, err, arguments.toArray(String[]::new));
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, "The libraries of " + home + " cannot be closed: " + e.getMessage(),
                "", e);
        }
    }

    private List<URL> jars(String folder) {
        try (Stream<Path> files = Files.list(home.resolve(folder))) {
            List<URL> urls = new ArrayList<>();
            for (Path file : files.filter(each -> each.toString().endsWith(".jar")).sorted().toList()) {
                urls.add(url(file));
            }
            return urls;
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, "This distribution cannot export: " + home.resolve(folder)
                + " cannot be listed.", NEXT, e);
        }
    }

    private static URL url(Path file) throws MalformedURLException {
        return file.toUri().toURL();
    }
}
