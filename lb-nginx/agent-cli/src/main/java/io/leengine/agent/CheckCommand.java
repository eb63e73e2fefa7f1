package io.leengine.agent;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tells whether this machine's nginx can do what the agent needs. */
@Command(name = "check", mixinStandardHelpOptions = true, description = "Tells whether this machine has what the agent needs: "
    + "nginx, its Lua module, lua-cjson. 'join' checks that and more.")
final class CheckCommand implements Callable<Integer> {
    @Option(names = "--nginx", paramLabel = "FILE", defaultValue = "/usr/sbin/nginx", description = "nginx itself (default: "
        + "${DEFAULT-VALUE}).")
    private Path program = Path.of("/usr/sbin/nginx");

    @Option(names = "--modules", paramLabel = "DIR", defaultValue = "/usr/lib/nginx/modules", description = "The folder of nginx' "
        + "modules (default: ${DEFAULT-VALUE}).")
    private Path modules = Path.of("/usr/lib/nginx/modules");

    @Override
    public Integer call() throws AgentException, InterruptedException {
        new Nginx(program, modules).check();
        return 0;
    }
}
