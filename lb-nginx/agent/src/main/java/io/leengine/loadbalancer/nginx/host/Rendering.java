package io.leengine.loadbalancer.nginx.host;

import java.nio.file.Path;
import java.util.Collection;

/**
 * The text of the configuration. Nothing but numbers, checked host names, addresses and paths is put into it. Domains
 * with the same settings share a server block: the Lua module makes a TLS context for each block and location, which with
 * thousands of them takes nginx many seconds to read, and memory in every worker.
 */
class Rendering {
    private static final String MAIN = """
        # Written by LeEngine; changes are lost.
        load_module %1$s/ndk_http_module.so;
        load_module %1$s/ngx_http_lua_module.so;
        %2$sworker_processes %3$d;
        worker_rlimit_nofile %4$d;
        worker_shutdown_timeout %5$dms;
        working_directory %6$s;
        pcre_jit on;
        pid %7$s;
        error_log %8$s warn;
        events {
          worker_connections %9$d;
        }
        http {
          access_log off;
          server_tokens off;
          default_type application/octet-stream;
          client_body_temp_path %10$s/body;
          proxy_temp_path %10$s/proxy;
          fastcgi_temp_path %10$s/fastcgi;
          uwsgi_temp_path %10$s/uwsgi;
          scgi_temp_path %10$s/scgi;
          server_names_hash_max_size 131072;
          server_names_hash_bucket_size 512;
          variables_hash_max_size 4096;
          keepalive_timeout 75s;
          keepalive_requests 100000;
          client_header_timeout 30s;
          client_body_timeout 60s;
          send_timeout 60s;
          reset_timedout_connection on;
          large_client_header_buffers 8 16k;
          lua_package_path "%11$s/?.lua;;";
          lua_shared_dict leengine_peers %12$dm;
          lua_shared_dict leengine_turns %13$dm;
          lua_shared_dict leengine_workers 4m;
          lua_shared_dict leengine_health 4m;
          lua_shared_dict leengine_stats %12$dm;
          lua_socket_log_errors off;
          init_by_lua_block { require("leengine.init")(%14$d, "%15$s") }
          init_worker_by_lua_block { require("leengine.timer").init() }
          exit_worker_by_lua_block { require("leengine.timer").leave() }
          log_by_lua_block { leengine.log() }
          map $http_upgrade $leengine_connection {
            default upgrade;
            "" "";
          }
          map $http_x_request_id $leengine_request_id {
            "~^[A-Za-z0-9._-]{1,128}$" $http_x_request_id;
            default $request_id;
          }
          map $http_host $leengine_port {
            "~(:[0-9]{1,5})$" $1;
            default "";
          }
          map $leengine_request_id $leengine_close {
            default "";
          }
          upstream leengine {
            server 0.0.0.1;
            server 0.0.0.2;
            server 0.0.0.3;
            balancer_by_lua_block { leengine.balance() }
            keepalive 128;
            keepalive_requests 100000;
            keepalive_timeout 4s;
          }
          proxy_http_version 1.1;
          proxy_request_buffering off;
          proxy_buffering off;
          proxy_buffer_size 16k;
          proxy_buffers 4 16k;
          proxy_next_upstream error timeout;
          proxy_next_upstream_tries 3;
          proxy_ignore_headers X-Accel-Redirect X-Accel-Expires X-Accel-Limit-Rate X-Accel-Buffering X-Accel-Charset;
          proxy_pass_header Server;
          proxy_pass_header Date;
          proxy_hide_header X-Request-Id;
          proxy_set_header Host $host$leengine_port;
          proxy_set_header Connection $leengine_connection;
          proxy_set_header Upgrade $http_upgrade;
          proxy_set_header X-Request-Id $leengine_request_id;
          proxy_set_header X-Real-IP $remote_addr;
        %16$s
          add_header X-Request-Id $leengine_request_id always;
          add_header Connection $leengine_close always;
          error_page 502 504 @leengine;
          server {
        %17$s
            server_name _;
            return 404;
          }
          server {
            listen unix:%18$s;
            client_max_body_size 256m;
            client_body_buffer_size 256m;
            location / {
              log_by_lua_block { return }
              error_page 599 /;
              content_by_lua_block { leengine_control.handle() }
            }
          }
          include %19$s/*.conf;
        }
        """;
    private static final String SERVER = """
        server {
        %1$s
        %2$s%3$s
          location / {
            proxy_pass http://leengine;
          }
          location @leengine {
            content_by_lua_block { leengine.page() }
          }
        }
        """;
    private static final String SETTINGS = """
          client_max_body_size %1$d;
          proxy_connect_timeout %2$dms;
          proxy_read_timeout %3$dms;
          proxy_send_timeout %3$dms;
          proxy_next_upstream_timeout %3$dms;""".indent(2).stripTrailing();
    private static final String FORWARDED_TRUSTED = """
          proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
          proxy_set_header X-Forwarded-Host $leengine_forwarded_host;
          proxy_set_header X-Forwarded-Proto $leengine_forwarded_proto;
          map $http_x_forwarded_host $leengine_forwarded_host {
            default $http_x_forwarded_host;
            "" $http_host;
          }
          map $http_x_forwarded_proto $leengine_forwarded_proto {
            default $http_x_forwarded_proto;
            "" $scheme;
          }""".indent(2).stripTrailing();
    private static final String FORWARDED = """
          proxy_set_header X-Forwarded-For $remote_addr;
          proxy_set_header X-Forwarded-Host $http_host;
          proxy_set_header X-Forwarded-Proto $scheme;""".indent(2).stripTrailing();

    private final NginxSettings settings;
    private final Folder folder;
    private final Path lua;

    /**
     * @param settings how nginx is run
     * @param folder where everything is
     * @param lua where the Lua side is loaded from
     */
    Rendering(NginxSettings settings, Folder folder, Path lua) {
        this.settings = settings;
        this.folder = folder;
        this.lua = lua;
    }

    /** Returns the configuration of a generation. */
    String main(long generation) {
        int megabytes = settings.sharedMegabytes();
        return MAIN.formatted(settings.modules(), settings.user() == null ? "" : "user " + settings.user() + ";\n",
            settings.workers(), openFiles(), settings.shutdownLimit().toMillis(), folder.root(),
            folder.pid(), folder.errorLog(), settings.connections(), folder.temporary(), lua, megabytes,
            Math.max(1, megabytes / 4), generation, folder.seed(),
            settings.trustForwarded() ? FORWARDED_TRUSTED : FORWARDED, listens(" default_server reuseport"),
            folder.control(), folder.servers());
    }

    /** Returns the settings of a domain, without its name: those that are the same for several domains stand once. */
    String settings(Site site) {
        long request = site.requestTimeout().toMillis();
        return SETTINGS.formatted(site.bodyLimit(), Math.min(site.connectTimeout().toMillis(), request), request);
    }

    /** Returns the configuration of all domains with the same settings. */
    String server(String settings, Collection<String> hosts) {
        StringBuilder names = new StringBuilder();
        hosts.forEach(host -> names.append("  server_name ").append(host).append(";\n"));
        return SERVER.formatted(listens(""), names, settings);
    }

    /** Each connection is a file; more than this process may open nginx may not either. */
    private long openFiles() {
        return Math.min(settings.connections() * 2L, Processes.openFiles());
    }

    private String listens(String options) {
        StringBuilder lines = new StringBuilder();
        for (Listener each : settings.listeners()) {
            lines.append("  listen ").append(each).append(options).append(";\n");
        }
        return lines.toString().stripTrailing();
    }
}
