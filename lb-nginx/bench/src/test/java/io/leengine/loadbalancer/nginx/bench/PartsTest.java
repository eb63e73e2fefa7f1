package io.leengine.loadbalancer.nginx.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartsTest {
    private static final String RATED = """
        Running 1s test @ http://127.0.0.1:1/
          1 threads and 32 connections
          Latency Distribution
             50%    1.21ms
             99%  980.00us
          12345 requests in 1.00s, 2.00MB read
        Requests/sec:  12345.67
        """;

    @Test
    void luaIsTakenOutAndTheRestStays() {
        String text = """
            load_module /usr/lib/nginx/modules/ngx_http_lua_module.so;
            worker_processes 2;
            http {
              lua_shared_dict peers 1m;
              log_by_lua_block { leengine.log() }
              upstream leengine {
                server 0.0.0.1;
                balancer_by_lua_block { leengine.balance() }
                keepalive 128;
              }
              error_page 502 504 @leengine;
              server {
                listen unix:/there/control.sock;
                location / {
                  content_by_lua_block { leengine_control.handle() }
                }
              }
              server {
                listen 127.0.0.1:80;
                location / {
                  proxy_pass http://leengine;
                }
                location @leengine {
                  content_by_lua_block { leengine.page() }
                }
              }
            }
            """;
        assertEquals("""
            worker_processes 2;
            http {
            upstream leengine {
            server 127.0.0.1:1;
            keepalive 128;
            }
            server {
            listen 127.0.0.1:81;
            location / {
            proxy_pass http://leengine;
            }
            }
            }
            """, new LuaFree(List.of("server 127.0.0.1:1;")).of(text, line -> line.replace(":80", ":81")));
    }

    @Test
    void wrkIsRead() {
        assertEquals(new Wrk.Run(12345.67, 0.98), Wrk.read(RATED));
        assertThrows(BenchException.class, () -> Wrk.read(RATED + "  Non-2xx or 3xx responses: 1"));
        assertThrows(BenchException.class, () -> Wrk.read("unable to connect"));
    }

    @Test
    void ranks() {
        Figures hundred = new Figures(IntStream.rangeClosed(1, 100).mapToObj(i -> 101.0 - i).toList());
        assertEquals(50, hundred.median());
        assertEquals(99, hundred.p99());
        assertEquals("50.0 ms", Figures.text(hundred.median()));
    }

    @Test
    void whatIsStartedLateIsEndedAtOnce() {
        List<String> ended = new ArrayList<>();
        Running running = new Running();
        running.add("first", ended::add);
        running.add("second", ended::add);
        running.end("first");
        running.close();
        assertThrows(BenchException.class, () -> running.add("third", ended::add));
        assertEquals(List.of("first", "second", "third"), ended);
    }
}
