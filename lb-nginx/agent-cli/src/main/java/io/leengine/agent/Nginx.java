package io.leengine.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The nginx program of this machine: whether it can do what the agent needs, and the one that runs in a folder. */
final class Nginx {
    static final String INSTALL = "Install what is missing: apt-get install nginx libnginx-mod-http-lua lua-cjson "
        + "(and 'systemctl disable --now nginx': the agent starts its own).";
    private static final List<String> MODULE_FILES = List.of("ndk_http_module.so", "ngx_http_lua_module.so");
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final long POLL_MILLIS = 20;
    private static final String TRIAL = """
        load_module %1$s/ndk_http_module.so;
        load_module %1$s/ngx_http_lua_module.so;
        daemon off;
        master_process off;
        pid %2$s/nginx.pid;
        events {
        }
        http {
          access_log off;
          init_by_lua_block {
            local ok, reason = pcall(require, "cjson.safe")
            if not ok then io.stderr:write("lua-cjson: ", reason, "\\n") end
            os.exit(ok and 0 or 3)
          }
        }
        """;

    private final Path program;
    private final Path modules;

    /**
     * @param program nginx itself
     * @param modules the folder of its modules
     */
    Nginx(Path program, Path modules) {
        this.program = program;
        this.modules = modules;
    }

    static Nginx of(HostSettings settings) {
        return new Nginx(Path.of(settings.get(HostSettings.PROGRAM, "/usr/sbin/nginx")),
            Path.of(settings.get(HostSettings.MODULES, "/usr/lib/nginx/modules")));
    }

    /** Has it load what the agent needs; fails with what is missing. */
    void check() throws AgentException, InterruptedException {
        if (!Files.isExecutable(program)) {
            throw missing("There is no nginx at " + program + ".");
        }
        for (String module : MODULE_FILES) {
            if (!Files.isReadable(modules.resolve(module))) {
                throw missing("nginx' Lua module is not there: " + modules.resolve(module) + ".");
            }
        }
        try {
            Path folder = Files.createTempDirectory("leengine-agent-");
            try {
                Path file = Files.writeString(folder.resolve("nginx.conf"), TRIAL.formatted(modules, folder));
                Optional<String> failure = run("-p", folder + "/", "-e", "stderr", "-c", file.toString());
                if (failure.isPresent()) {
                    throw missing("nginx cannot do what the agent needs: " + failure.get());
                }
            } finally {
                Texts.delete(folder);
            }
        } catch (IOException e) {
            throw new AgentException(AgentException.FAILED, "nginx cannot be tried: " + e.getMessage(), "", e);
        }
    }

    private static AgentException missing(String what) {
        return new AgentException(AgentException.FAILED, what, INSTALL);
    }

    /** Returns what it said when it failed. */
    private Optional<String> run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        return Programs.run(command, LIMIT);
    }

    /**
     * Has the nginx of a folder finish its requests and end.
     *
     * @param limit how long to wait for its end
     * @return whether it has ended; else it does once its requests have
     */
    boolean finish(Path folder, Duration limit) throws AgentException, InterruptedException {
        Optional<ProcessHandle> master = master(folder);
        if (master.isEmpty()) {
            return true;
        }
        try {
            Optional<String> failure = run("-p", folder + "/", "-e", folder.resolve("logs/error.log").toString(), "-c",
                folder.resolve("nginx.conf").toString(), "-s", "quit");
            if (failure.isPresent() && master.get().isAlive()) {
                throw new AgentException(AgentException.FAILED, "nginx (process " + master.get().pid() + ") cannot be told to "
                    + "finish: " + failure.get(), "'kill -QUIT " + master.get().pid() + "' does that too.");
            }
        } catch (IOException e) {
            throw new AgentException(AgentException.FAILED, "nginx cannot be told to finish: " + e.getMessage(), "", e);
        }
        long deadline = System.nanoTime() + limit.toNanos();
        while (master.get().isAlive() && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        return !master.get().isAlive();
    }

    /** Returns the live master of a folder; a number that another process has by now is none. */
    static Optional<ProcessHandle> master(Path folder) throws AgentException {
        Path file = folder.resolve("run/nginx.pid");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            String pid = Files.readString(file).strip();
            return pid.matches("[0-9]{1,18}") ? ProcessHandle.of(Long.parseLong(pid)).filter(each -> isMaster(each.pid(), folder))
                : Optional.empty();
        } catch (IOException e) {
            throw new AgentException(AgentException.FAILED, file + " cannot be read: " + e.getMessage(), "", e);
        }
    }

    private static boolean isMaster(long pid, Path folder) {
        try {
            String title = new String(Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline")), StandardCharsets.UTF_8)
                .replace('\0', ' ');
            return title.startsWith("nginx: master process ") && title.contains(" -p " + folder + "/ ");
        } catch (IOException e) {
            // It has ended.
            return false;
        }
    }
}
