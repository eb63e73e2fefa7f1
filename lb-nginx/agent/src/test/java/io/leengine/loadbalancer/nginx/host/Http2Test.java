package io.leengine.loadbalancer.nginx.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.leengine.spi.loadbalancer.Admission;
import io.leengine.spi.loadbalancer.Certificate;
import io.leengine.spi.loadbalancer.DomainRules;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.HeaderRule;
import io.leengine.spi.loadbalancer.HeaderRules;
import io.leengine.spi.loadbalancer.Routing;
import io.leengine.spi.loadbalancer.TlsRule;
import io.leengine.spi.loadbalancer.Upstream;
import io.leengine.spi.loadbalancer.UpstreamProtocol;
import io.leengine.tck.Certificates;
import io.leengine.tck.GrpcBackend;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that speak HTTP/2, and upstreams that speak gRPC, on a real nginx. */
@Timeout(120)
class Http2Test {
    private static final String HOST = "localhost";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path folder;
    @TempDir
    private Path keys;
    private Certificates certificates;
    private int port;

    @BeforeEach
    void issue() throws Exception {
        certificates = new Certificates(keys).issue("main", "dns:localhost");
        port = HostFixture.freePort();
    }

    private HostFixture host(UpstreamProtocol protocol, HeaderRules headers, Upstream upstream) throws Exception {
        HostFixture nginx = new HostFixture(folder, settings -> settings.withTls(List.of(new Listener("127.0.0.1", port))));
        Site site = Site.of(DomainSpec.of(HOST).with(new DomainRules(
            Optional.of(new TlsRule("main", false, TlsRule.Version.TLS_1_2)), headers, Admission.ALL,
            new Routing(protocol, Optional.empty(), List.of(), Duration.ZERO), List.of(), "")));
        Certificate certificate = new Certificate("main", certificates.certificate("main"), certificates.key("main"));
        assertEquals(Map.of(), nginx.host().apply(new HostChange(Map.of(HOST, site), Map.of(HOST, List.of(upstream)), Set.of(),
            Map.of("main", Optional.of(certificate)))).failures());
        return nginx;
    }

    private HttpClient client() throws Exception {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).sslContext(certificates.trusting()).connectTimeout(LIMIT)
            .build();
    }

    private HttpResponse<String> ask(HttpClient client) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create("https://" + HOST + ":" + port + "/")).timeout(LIMIT).build(),
            HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void grpcGoesThrough() throws Exception {
        HeaderRules headers = new HeaderRules(List.of(new HeaderRule("X-Up", "1")), List.of(new HeaderRule("X-Down", "2")));
        try (GrpcBackend grpc = new GrpcBackend("pong"); HostFixture nginx = host(UpstreamProtocol.GRPC, headers, grpc.upstream());
                HttpClient client = client()) {
            HttpResponse<String> answer = ask(client);
            assertEquals(HttpClient.Version.HTTP_2, answer.version());
            assertEquals(200, answer.statusCode());
            assertEquals("pong", answer.body());
            assertEquals(Optional.of("application/grpc"), answer.headers().firstValue("Content-Type"));
            assertEquals(Optional.of("2"), answer.headers().firstValue("X-Down"));
            assertEquals(1, nginx.host().counts(List.of(HOST)).get(HOST).getFirst().requests());
        }
    }

    @Test
    void reloadsFailNoRequestOverHttp2() throws Exception {
        try (RawServer a = new RawServer(RawServer.answering("a"));
                HostFixture nginx = host(UpstreamProtocol.HTTP, HeaderRules.NONE, a.upstream(1)); HttpClient client = client();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            AtomicBoolean stop = new AtomicBoolean();
            AtomicInteger requests = new AtomicInteger();
            Future<Integer> load = threads.submit(() -> {
                while (!stop.get()) {
                    HttpResponse<String> answer = ask(client);
                    assertEquals(HttpClient.Version.HTTP_2, answer.version());
                    assertEquals(200, answer.statusCode());
                    assertFalse(answer.headers().map().containsKey("connection"), "HTTP/2 knows no such header");
                    requests.incrementAndGet();
                }
                return requests.get();
            });
            for (int i = 1; i <= 3; i++) {
                int least = requests.get() + 20;
                HostFixture.await("the load goes on", () -> requests.get() > least || load.isDone());
                nginx.host().apply(HostChange.of(new Site("other.example.org", Duration.ofSeconds(i), Duration.ofSeconds(1), i)));
            }
            stop.set(true);
            load.get(60, TimeUnit.SECONDS);
        }
    }
}
