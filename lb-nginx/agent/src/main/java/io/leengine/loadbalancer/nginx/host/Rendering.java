package io.leengine.loadbalancer.nginx.host;

import io.leengine.spi.loadbalancer.UpstreamProtocol;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The text of the configuration. Nothing but numbers, checked host names, addresses, paths and quoted texts
 * ({@link ServerText}) is put into it. Domains with the same settings share a server block: the Lua module makes a TLS
 * context for each block and location, which with thousands of them takes nginx many seconds to read, and memory in every
 * worker.
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
          lua_transform_underscores_in_response_headers off;
          absolute_redirect off;
          limit_req_status 429;
          limit_req_log_level info;
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
          map $leengine_request_id $leengine_cookie {
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
          upstream leengine_grpc {
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
          grpc_buffer_size 16k;
          grpc_next_upstream error timeout;
          grpc_next_upstream_tries 3;
          grpc_ignore_headers X-Accel-Redirect X-Accel-Charset;
          grpc_pass_header Server;
          grpc_pass_header Date;
          grpc_hide_header X-Request-Id;
        %16$s
          error_page 502 504 @leengine;
        %20$s          server {
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
    private static final String TLS = """
          ssl_protocols TLSv1.2 TLSv1.3;
          ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;
          ssl_prefer_server_ciphers off;
          ssl_session_cache shared:leengine_tls:10m;
          ssl_session_tickets off;
          server {
        %1$s
            server_name _;
            ssl_reject_handshake on;
            return 404;
          }
        """;
    private static final String TRUSTED = """
          map $http_x_forwarded_host $leengine_forwarded_host {
            default $http_x_forwarded_host;
            "" $http_host;
          }
          map $http_x_forwarded_proto $leengine_forwarded_proto {
            default $http_x_forwarded_proto;
            "" $scheme;
          }
        """;
    private static final String RATE = "limit_req_zone \"$binary_remote_addr$host\" zone=%s:2m rate=%dr/s;\n";

    /** What every answer says besides what the upstream says. */
    static final List<String> ANSWER_HEADERS =
        List.of("X-Request-Id $leengine_request_id", "Connection $leengine_close");
    /** What of a connection between HTTP/1.1 hosts is said anew; gRPC knows none of it. */
    private static final List<String> HOP =
        List.of("Connection $leengine_connection", "Upgrade $http_upgrade");
    private static final List<String> END =
        List.of("Host $host$leengine_port", "X-Request-Id $leengine_request_id", "X-Real-IP $remote_addr");
    private static final List<String> FORWARDED = List.of("X-Forwarded-For $remote_addr", "X-Forwarded-Host $http_host",
        "X-Forwarded-Proto $scheme");
    private static final List<String> FORWARDED_TRUSTED = List.of("X-Forwarded-For $proxy_add_x_forwarded_for",
        "X-Forwarded-Host $leengine_forwarded_host", "X-Forwarded-Proto $leengine_forwarded_proto");

    /**
     * The directive, in a snippet. nginx takes it in a test also where the address is another's, and then neither reloads nor
     * starts.
     */
    private static final Pattern LISTEN = Pattern.compile("(?:^|[;{}\n])\\s*[\"']?listen[\"']?\\s");

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
            headers(), listens(settings.listeners(), 4, " default_server reuseport"), folder.control(), folder.servers(),
            settings.tlsListeners().isEmpty() ? ""
                : TLS.formatted(listens(settings.tlsListeners(), 4, " default_server ssl http2 reuseport")));
    }

    private String headers() {
        StringBuilder lines = new StringBuilder(settings.trustForwarded() ? TRUSTED : "");
        headers(UpstreamProtocol.HTTP).forEach(each -> lines.append("  proxy_set_header ").append(each).append(";\n"));
        headers(UpstreamProtocol.GRPC).forEach(each -> lines.append("  grpc_set_header ").append(each).append(";\n"));
        ANSWER_HEADERS.forEach(each -> lines.append("  add_header ").append(each).append(" always;\n"));
        return lines.toString().stripTrailing();
    }

    /** Returns what upstreams are told with every request, a directive's arguments each. */
    private List<String> headers(UpstreamProtocol protocol) {
        List<String> all = new ArrayList<>(END);
        if (protocol == UpstreamProtocol.HTTP) {
            all.addAll(HOP);
        }
        all.addAll(settings.trustForwarded() ? FORWARDED_TRUSTED : FORWARDED);
        return all;
    }

    /** Returns why a domain cannot be served here whatever nginx says; empty when it can. */
    Optional<String> refusal(Site site) {
        if (site.rules().tls().isPresent() && settings.tlsListeners().isEmpty()) {
            return Optional.of("This host takes no requests over TLS: its agent has no TLS listeners.");
        }
        return LISTEN.matcher(site.rules().snippet()).find()
            ? Optional.of("A snippet may not say 'listen': the host's agent says where nginx listens.") : Optional.empty();
    }

    /** Returns the texts of files that several domains need, by name; they are read before those of domains. */
    Map<String, String> shared(Collection<Placed> all) {
        Map<String, String> texts = new TreeMap<>();
        all.forEach(each -> each.site().rules().admission().rate().ifPresent(limit ->
            texts.put("0-rate-" + limit.perSecond(), RATE.formatted(ServerText.zone(limit), limit.perSecond()))));
        return texts;
    }

    /** Returns the settings of a domain, without its name: those that are the same for several domains stand once. */
    String settings(Placed placed) {
        return new ServerText(settings, headers(placed.site().rules().routing().protocol()), placed).render();
    }

    /** Returns the configuration of all domains with the same settings. */
    String server(String settings, Collection<String> hosts) {
        StringBuilder text = new StringBuilder("server {\n");
        text.append(listens(this.settings.listeners(), 2, "")).append('\n');
        hosts.forEach(host -> text.append("  server_name ").append(host).append(";\n"));
        return text.append(settings).append("\n}\n").toString();
    }

    /** Each connection is a file; more than this process may open nginx may not either. */
    private long openFiles() {
        return Math.min(settings.connections() * 2L, Processes.openFiles());
    }

    private static String listens(List<Listener> listeners, int indent, String options) {
        StringBuilder lines = new StringBuilder();
        listeners.forEach(each -> lines.repeat(" ", indent).append("listen ").append(each).append(options).append(";\n"));
        return lines.toString().stripTrailing();
    }
}
