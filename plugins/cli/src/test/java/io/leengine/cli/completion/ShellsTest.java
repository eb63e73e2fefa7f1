package io.leengine.cli.completion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.cli.Cli;
import io.leengine.cli.CliProcess;
import io.leengine.cli.FakeEngine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scripts in the shells that they are for; each must be on this machine. */
@Timeout(120)
class ShellsTest {
    @TempDir
    private Path folder;
    private final FakeEngine engine = new FakeEngine();
    private CliProcess cli;

    @BeforeEach
    void names() throws Exception {
        cli = new CliProcess(folder, engine.url());
        engine.on("GET", "/applications", 200, "{\"items\":[{\"name\":\"hello\"},{\"name\":\"shop\"}]}");
        engine.on("GET", "/cells", 200, "{\"items\":[{\"name\":\"cell-a\"}]}");
        Files.writeString(folder.resolve("some-bundle.jar"), "");
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        bash | apps sh             | show
        bash | apps show hel       | hello
        bash | apps list --out     | --output
        bash | scale hello v1 -c c | cell-a=
        bash | plugins install some | some-bundle.jar
        zsh  | apps sh             | show
        zsh  | apps show hel       | hello
        zsh  | apps list --out     | --output
        zsh  | scale hello v1 -c c | cell-a=
        zsh  | plugins install some | some-bundle.jar
        fish | apps sh             | show
        fish | apps show hel       | hello
        fish | apps list --out     | --output
        fish | scale hello v1 -c c | cell-a=
        fish | plugins install some | some-bundle.jar
        """)
    void aShellAsks(String shell, String typed, String expected) throws Exception {
        String script = new Cli(folder.resolve("other")).run("completion", shell).out();
        Path file = Files.writeString(folder.resolve("leengine." + shell), script);
        String line = "leengine " + typed;
        List<String> found = run(switch (shell) {
            case "bash" -> List.of("bash", "--norc", "--noprofile", "-c", """
                source "$1"
                COMP_LINE=$2 COMP_POINT=${#2}
                compopt() { [[ $2 == default ]] && COMPREPLY=($(compgen -f -- "${COMP_LINE##* }")); }
                _leengine leengine
                printf '%s\\n' "${COMPREPLY[@]}"
                """, "bash", file.toString(), line);
            case "zsh" -> List.of("zsh", "-f", "-c", """
                compdef() { }
                compadd() { while [[ $1 != -- ]]; do shift; done; shift; print -rl -- "$@"; }
                _files() { print -rl -- ${PREFIX}*; }
                source "$1"
                words=(${(z)2}); CURRENT=${#words}; PREFIX=${words[CURRENT]}
                _leengine
                """, "zsh", file.toString(), line);
            default -> List.of("fish", "--no-config", "-c", "source $argv[1]; complete -C $argv[2]", file.toString(), line);
        });
        assertTrue(found.stream().map(each -> each.split("\t")[0]).anyMatch(expected::equals), found.toString());
        if (!typed.contains("--out")) {
            assertEquals(1, found.size(), found.toString());
        }
    }

    private List<String> run(List<String> command) throws Exception {
        Process shell = cli.inside(new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)).start();
        shell.getOutputStream().close();
        String text = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(shell.waitFor(60, TimeUnit.SECONDS));
        return text.lines().filter(line -> !line.isBlank()).toList();
    }
}
