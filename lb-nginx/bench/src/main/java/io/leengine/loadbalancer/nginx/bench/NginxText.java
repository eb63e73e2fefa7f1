package io.leengine.loadbalancer.nginx.bench;

import java.nio.file.Path;
import java.util.List;

/** What the configurations of the bench's own nginx have in common. */
final class NginxText {
    private NginxText() {
    }

    /** Returns a configuration. @param http what stands in its block {@code http} */
    static String main(Path folder, int workers, String http) {
        return """
            worker_processes %1$d;
            worker_rlimit_nofile 8192;
            user %2$s;
            pid %3$s/nginx.pid;
            error_log %3$s/error.log warn;
            events { worker_connections 4096; }
            http {
              access_log off;
              client_body_temp_path %3$s/body;
              proxy_temp_path %3$s/proxy;
              fastcgi_temp_path %3$s/fastcgi;
              uwsgi_temp_path %3$s/uwsgi;
              scgi_temp_path %3$s/scgi;
            %4$s
            }
            """.formatted(workers, user(), folder, http.stripTrailing());
    }

    /** Returns who workers run as: who runs the bench. */
    static String user() {
        return System.getProperty("user.name");
    }

    /**
     * Returns what runs a configuration for as long as the process is there. It has a session of its own, as an agent's nginx
     * has, for the kernel shares out processors by session.
     */
    static List<String> command(Programs programs, Path configuration, Path folder) {
        return List.of("setsid", programs.nginx().toString(), "-c", configuration.toString(), "-e",
            folder.resolve("error.log").toString(), "-g", "daemon off;");
    }
}
