package io.leengine.export;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/**
 * Exports a distribution; found by the command line as a service of the folder {@code export}.
 *
 * <p>Arguments: {@code --own DIR --base NAME|DIR [--name NAME] [--swap SEAM=JAR]... [--add JAR]... [--remove NAME]...
 * [--set SEAM.KEY=VALUE]... --out PATH}. Answers with the command line's exit codes.
 */
public final class ExportTool implements ToolProvider {
    /** Made by the service loader. */
    public ExportTool() {
    }

    @Override
    public String name() {
        return "leengine-export";
    }

    @Override
    public int run(PrintWriter out, PrintWriter err, String... arguments) {
        long began = System.nanoTime();
        try {
            Request request = Request.parse(List.of(arguments));
            tell(request, Export.run(request), out, (System.nanoTime() - began) / 1e9);
            return 0;
        } catch (ExportException e) {
            err.println("leengine: " + e.getMessage());
            if (!e.nextStep().isEmpty()) {
                err.println("  " + e.nextStep());
            }
            return e.reason().exitCode();
        } finally {
            out.flush();
            err.flush();
        }
    }

    private static void tell(Request request, Export.Result result, PrintWriter out, double seconds) {
        Lock lock = result.lock();
        out.printf("leengine: exported %s %s, %d bundles, in %.1f s%n", lock.name(), lock.version(),
            result.selection().bundles().size(), seconds);
        for (Map.Entry<Seam, Selection.Swap> swap : result.selection().swaps().entrySet()) {
            String before = swap.getValue().replaced().stream().map(BundleFile::toString).collect(Collectors.joining(", "));
            out.printf("  %-16s  %s, from %s%s%n", swap.getKey().label(), swap.getValue().plugin().id(),
                swap.getValue().bundle(), before.isEmpty() ? "" : ", instead of " + before);
        }
        out.println("  written           " + request.out());
        boolean archive = request.out().toString().matches(".*\\.(zip|tar\\.gz)");
        out.println("  next              " + (archive ? "unpack it, then bin/leengine up" : request.out()
            .resolve("bin/leengine") + " up"));
    }
}
