package io.leengine.loadbalancer.nginx.bench;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The programs the bench runs.
 *
 * @param nginx itself, with its Lua module in {@code modules}
 * @param modules the folder of nginx's modules
 * @param etcd the bus
 * @param wrk makes load
 */
record Programs(Path nginx, Path modules, Path etcd, Path wrk) {
    private static final Path NGINX = Path.of("/usr/sbin/nginx");
    private static final Path MODULES = Path.of("/usr/lib/nginx/modules");

    /** Finds them, where Debian puts them. @throws BenchException that says what to install */
    static Programs find() {
        List<String> missing = new ArrayList<>();
        if (!Files.isExecutable(NGINX)) {
            missing.add("nginx");
        }
        if (!Files.exists(MODULES.resolve("ngx_http_lua_module.so"))) {
            missing.add("libnginx-mod-http-lua");
        }
        Optional<Path> etcd = Optional.ofNullable(System.getenv("LEENGINE_ETCD")).filter(name -> !name.isBlank())
            .map(Path::of).or(() -> onPath("etcd"));
        if (etcd.isEmpty()) {
            missing.add("etcd-server");
        }
        Optional<Path> wrk = onPath("wrk");
        if (wrk.isEmpty()) {
            missing.add("wrk");
        }
        if (!missing.isEmpty()) {
            throw new BenchException("The bench needs programs that are not here. On Debian: apt-get install lua-cjson "
                + String.join(" ", missing));
        }
        return new Programs(NGINX, MODULES, etcd.get(), wrk.get());
    }

    private static Optional<Path> onPath(String name) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, name))) {
                return Optional.of(Path.of(folder, name));
            }
        }
        return Optional.empty();
    }
}
