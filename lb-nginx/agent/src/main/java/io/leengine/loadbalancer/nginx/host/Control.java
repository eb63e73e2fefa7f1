package io.leengine.loadbalancer.nginx.host;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.Timeout;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Speaks with the Lua side: HTTP over the control socket. A connection each call, so that none outlives a worker.
 *
 * <p>The client is the asynchronous one: of the other one's connections over such sockets each leaves two descriptors open.
 */
final class Control implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final int CONNECTIONS = 64;
    private static final int OK = 200;
    private static final String URL = "http://nginx";

    private final JsonMapper json = JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .build();
    private final CloseableHttpAsyncClient client;
    private final Path socket;
    private final Duration confirm;
    private final Duration limit;

    /**
     * @param socket the control socket
     * @param confirm how long the workers may take to confirm
     */
    Control(Path socket, Duration confirm) {
        this.socket = socket;
        this.confirm = confirm;
        this.limit = confirm.multipliedBy(2).plus(CONNECT);
        ConnectionConfig connections = ConnectionConfig.custom().setConnectTimeout(Timeout.of(CONNECT))
            .setSocketTimeout(Timeout.of(limit)).build();
        client = HttpAsyncClients.custom().setConnectionManager(PoolingAsyncClientConnectionManagerBuilder.create()
                .setMaxConnTotal(CONNECTIONS).setMaxConnPerRoute(CONNECTIONS).setDefaultConnectionConfig(connections).build())
            .setIOReactorConfig(IOReactorConfig.custom().setIoThreadCount(1).build())
            .disableAutomaticRetries().disableCookieManagement().disableRedirectHandling()
            .setConnectionReuseStrategy((request, response, context) -> false)
            .setDefaultRequestConfig(RequestConfig.custom().setUnixDomainSocket(socket)
                .setConnectionRequestTimeout(Timeout.of(CONNECT)).build()).build();
        client.start();
    }

    /** What is said about a peer. */
    record Peer(String address, int port, boolean healthy, long requests, long failures, int active) {
    }

    /** A worker that is alive. */
    record Worker(long pid, long generation, long epoch, boolean exiting) {
    }

    /** How nginx is. */
    record State(long generation, long epoch, int nginx, List<Worker> workers) {
        String version() {
            return nginx / 1_000_000 + "." + nginx / 1_000 % 1_000 + "." + nginx % 1_000;
        }
    }

    /** What became of upstreams: the number of the change, who has not confirmed it, what could not be kept. */
    record Taken(long epoch, List<Long> late, Map<String, String> failed) {
        Taken {
            late = late == null ? List.of() : late;
            failed = failed == null ? Map.of() : failed;
        }
    }

    /** How many requests are under way, as told by which workers. */
    record UnderWay(long underWay, List<Long> workers, List<Long> late) {
        UnderWay {
            workers = workers == null ? List.of() : workers;
            late = late == null ? List.of() : late;
        }
    }

    /** Counts of peers by domain. */
    record Counts(Map<String, List<Peer>> domains, List<Long> late) {
        Counts {
            domains = domains == null ? Map.of() : domains;
            late = late == null ? List.of() : late;
        }
    }

    State state() throws InterruptedException {
        return ask(SimpleRequestBuilder.get(URL + "/state").build(), State.class);
    }

    /** Replaces the peers of some domains, or of all; a domain without a list has none any more. */
    Taken upstreams(JsonNode domains, boolean whole) throws InterruptedException {
        return post("/upstreams", whole ? "&whole=1" : "", domains, Taken.class);
    }

    /** Replaces the routing of some domains; null where the weights alone decide. */
    Taken routing(JsonNode domains) throws InterruptedException {
        return post("/routing", "", domains, Taken.class);
    }

    UnderWay underWay(String domain, List<String> endpoints) throws InterruptedException {
        return post("/under-way", "", json.createObjectNode().put("domain", domain)
            .set("endpoints", json.valueToTree(endpoints)), UnderWay.class);
    }

    Counts counts(List<String> domains) throws InterruptedException {
        return post("/counts", "", json.valueToTree(domains), Counts.class);
    }

    /** What workers have been told. */
    record Closing(long closing) {
    }

    /** Has the workers up to a generation tell clients not to use their connections again. */
    Closing closing(long generation) throws InterruptedException {
        return post("/closing", "&generation=" + generation, json.createObjectNode(), Closing.class);
    }

    String metrics() throws InterruptedException {
        return text(SimpleRequestBuilder.get(URL + "/metrics?limit=" + confirm.toMillis()).build());
    }

    JsonMapper json() {
        return json;
    }

    private <T> T post(String path, String more, JsonNode body, Class<T> type) throws InterruptedException {
        return ask(SimpleRequestBuilder.post(URL + path + "?limit=" + confirm.toMillis() + more)
            .setBody(json.writeValueAsString(body), ContentType.APPLICATION_JSON).build(), type);
    }

    private <T> T ask(SimpleHttpRequest request, Class<T> type) throws InterruptedException {
        String text = text(request);
        try {
            return json.readValue(text, type);
        } catch (JacksonException e) {
            throw new EngineException(ErrorCode.INTERNAL, "nginx answered " + request.getPath()
                + " with something else: " + e.getOriginalMessage(), e);
        }
    }

    private String text(SimpleHttpRequest request) throws InterruptedException {
        Future<SimpleHttpResponse> answer = client.execute(request, null);
        try {
            SimpleHttpResponse response = answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            byte[] body = response.getBodyBytes();
            String text = body == null ? "" : new String(body, StandardCharsets.UTF_8);
            if (response.getCode() != OK) {
                throw new EngineException(ErrorCode.INTERNAL, "nginx answered " + request.getPath() + " with "
                    + response.getCode() + ": " + text);
            }
            return text;
        } catch (ExecutionException e) {
            throw silent(e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException | CancellationException e) {
            throw silent("nothing came in time", e);
        } finally {
            answer.cancel(true);
        }
    }

    private EngineException silent(String why, Throwable cause) {
        return new EngineException(ErrorCode.UNAVAILABLE, "nginx does not answer on '" + socket + "': " + why, cause);
    }

    @Override
    public void close() {
        // At once is a race in the client with its own thread, which then tells of a closed selector.
        client.close(CloseMode.GRACEFUL);
    }
}
