package io.leengine.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NginxTest {
    private static final Path PROGRAM = Path.of("/usr/sbin/nginx");
    private static final Path MODULES = Path.of("/usr/lib/nginx/modules");

    @TempDir
    private Path folder;

    @Test
    void whatIsThereDoes() throws Exception {
        new Nginx(PROGRAM, MODULES).check();
    }

    @Test
    void whatIsMissingIsSaidWithHowToInstallIt() {
        AgentException noProgram = assertThrows(AgentException.class, () -> new Nginx(folder.resolve("nginx"), MODULES).check());
        assertTrue(noProgram.getMessage().contains(folder.resolve("nginx").toString()), noProgram.getMessage());
        AgentException noModule = assertThrows(AgentException.class, () -> new Nginx(PROGRAM, folder).check());
        assertTrue(noModule.getMessage().contains("Lua module"), noModule.getMessage());
        assertTrue(noModule.nextStep().contains("apt-get install nginx libnginx-mod-http-lua lua-cjson"), noModule.nextStep());
    }

    @Test
    void aModuleThatIsNoneIsSaidInNginxsWords() throws Exception {
        Files.writeString(folder.resolve("ndk_http_module.so"), "no module");
        Files.writeString(folder.resolve("ngx_http_lua_module.so"), "no module");
        AgentException refused = assertThrows(AgentException.class, () -> new Nginx(PROGRAM, folder).check());
        assertTrue(refused.getMessage().contains("[emerg]"), refused.getMessage());
    }

    @Test
    void aNumberThatAnotherProcessHasIsNoMaster() throws Exception {
        Files.createDirectories(folder.resolve("run"));
        Files.writeString(folder.resolve("run/nginx.pid"), ProcessHandle.current().pid() + "\n");
        assertEquals(Optional.empty(), Nginx.master(folder));
        assertTrue(new Nginx(PROGRAM, MODULES).finish(folder, Duration.ofSeconds(1)), "there is none to end");
        assertTrue(ProcessHandle.current().isAlive());
    }
}
