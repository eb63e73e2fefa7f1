package io.leengine.cli.bench;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.engine.CarriedProgram;
import io.leengine.cli.engine.LocalEngine;
import io.leengine.cli.testcell.AtExit;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A throwaway Ceph on this machine, run by a program that the distribution carries in a folder of its own. It ends with its
 * input, so also when this process is killed.
 */
final class CephProgram implements AutoCloseable {
    private static final String OURS = "ours";
    private static final String PEER = "peer";
    private static final String POOL = "registry";
    private static final String MAIN = "io.leengine.registry.ceph.testcell.Main";
    /** Of a file that grows with what is written. */
    private static final String DISK_GIBIBYTES = "100";
    private static final long END_SECONDS = 30;

    private final Path folder = Folders.create();
    private final Process process = start(log());
    private final AtExit atExit = new AtExit("bench-ceph-end", this::end);
    private final Map<String, String> reached;

    /** Starts it; returns when it takes calls. */
    CephProgram() {
        boolean whole = false;
        try {
            reached = read();
            whole = true;
        } finally {
            if (!whole) {
                close();
            }
        }
    }

    /** Says at once, and not after what can be measured without, that Ceph's programs are missing. */
    static void requireInstalled() throws InterruptedException {
        for (String program : List.of("ceph-mon", "ceph-osd", "radosgw", "ceph")) {
            try {
                Process asked = new ProcessBuilder(program, "--version").redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
                if (!asked.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                    asked.destroyForcibly();
                    throw failed(program + " does not answer", null);
                }
            } catch (IOException e) {
                throw failed("there is no " + program, e);
            }
        }
    }

    private Path log() {
        return folder.resolve("ceph.log");
    }

    private static Process start(Path errors) {
        CarriedProgram program = new CarriedProgram(LocalEngine.home().resolve("ceph-testcell"), MAIN,
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), "This distribution carries no test cell of Ceph.",
            "Use the embedded distribution, or measure with --storage files.");
        try {
            return program.with(List.of("--disk", DISK_GIBIBYTES, "--bucket", OURS, "--bucket", PEER, "--pool", POOL))
                .redirectError(errors.toFile()).start();
        } catch (IOException e) {
            throw failed(e.getMessage(), e);
        }
    }

    private Map<String, String> read() {
        Map<String, String> said = new HashMap<>();
        BufferedReader lines = process.inputReader();
        try {
            for (String line = lines.readLine(); !"ready".equals(line); line = lines.readLine()) {
                if (line == null) {
                    throw failed(Files.readString(log()).strip(), null);
                }
                String[] setting = line.split("=", 2);
                if (setting.length < 2) {
                    throw failed("it said " + line, null);
                }
                said.put(setting[0], setting[1]);
            }
            return said;
        } catch (IOException e) {
            throw failed(e.getMessage(), e);
        }
    }

    private static CommandException failed(String what, Exception cause) {
        return new CommandException(ExitCode.FAILED, "The Ceph to measure on does not start: " + what,
            "It needs Ceph's programs (on Debian: apt-get install ceph-mon ceph-osd radosgw ceph-common librados2); without, "
                + "measure with --storage files.", cause);
    }

    /** Returns the settings by which this registry keeps its images in a bucket. */
    Map<String, String> bucket() {
        return Map.of("endpoint", reached.get("endpoint"), "bucket", OURS, "access.key", reached.get("access.key"),
            "secret.key", reached.get("secret.key"));
    }

    /** Returns the settings by which this registry keeps its images in a pool. */
    Map<String, String> pool() {
        return Map.of("conf.file", reached.get("conf.file"), "user", "admin", "pool", POOL);
    }

    /** Returns the peer's settings for its bucket, lines of YAML; it hands pulls on itself, as this registry does. */
    List<String> peer() {
        return List.of("s3:", "  region: us-east-1", "  regionendpoint: " + reached.get("endpoint"), "  bucket: " + PEER,
            "  accesskey: " + reached.get("access.key"), "  secretkey: " + reached.get("secret.key"), "  secure: false",
            "  v4auth: true", "redirect: {disable: true}");
    }

    @Override
    public void close() {
        end();
        atExit.cancel();
    }

    private void end() {
        try {
            process.outputWriter().close();
            // It takes away what it has made, which one who is told to end at once does not.
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("leengine: the Ceph that was measured on does not end by itself");
            }
        } catch (IOException e) {
            System.err.println("leengine: the Ceph that was measured on cannot be told to end: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        BenchProcess.end(process, folder);
    }
}
