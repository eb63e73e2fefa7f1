package io.leengine.loadbalancer.nginx.host;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks with the Lua side: HTTP over the control socket. A connection each call, so that none outlives a worker. */
final class Control implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final int CONNECTIONS = 64;

    private final JsonMapper json = JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .build();
    private final CloseableHttpClient client;
    private final Path socket;
    private final Duration confirm;

    /**
     * @param socket the control socket
     * @param confirm how long the workers may take to confirm
     */
    Control(Path socket, Duration confirm) {
        this.socket = socket;
        this.confirm = confirm;
        ConnectionConfig connections = ConnectionConfig.custom().setConnectTimeout(Timeout.of(CONNECT))
            .setSocketTimeout(Timeout.of(confirm.multipliedBy(2).plus(CONNECT))).setTimeToLive(TimeValue.ZERO_MILLISECONDS)
            .build();
        PoolingHttpClientConnectionManager pool = PoolingHttpClientConnectionManagerBuilder.create()
            .setMaxConnTotal(CONNECTIONS).setMaxConnPerRoute(CONNECTIONS).setDefaultConnectionConfig(connections).build();
        client = HttpClients.custom().setConnectionManager(pool).disableAutomaticRetries().disableCookieManagement()
            .disableRedirectHandling().setConnectionReuseStrategy((request, response, context) -> false)
            .setDefaultRequestConfig(RequestConfig.custom().setUnixDomainSocket(socket)
                .setConnectionRequestTimeout(Timeout.of(CONNECT)).build()).build();
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
        return ask(new HttpGet("http://nginx/state"), State.class);
    }

    /** Replaces the peers of some domains, or of all; a domain without a list has none any more. */
    Taken upstreams(JsonNode domains, boolean whole) throws InterruptedException {
        return post("/upstreams", whole ? "&whole=1" : "", domains, Taken.class);
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
        return text(new HttpGet("http://nginx/metrics?limit=" + confirm.toMillis()));
    }

    JsonMapper json() {
        return json;
    }

    private <T> T post(String path, String more, JsonNode body, Class<T> type) throws InterruptedException {
        HttpPost request = new HttpPost("http://nginx" + path + "?limit=" + confirm.toMillis() + more);
        request.setEntity(new StringEntity(json.writeValueAsString(body), ContentType.APPLICATION_JSON));
        return ask(request, type);
    }

    private <T> T ask(HttpUriRequestBase request, Class<T> type) throws InterruptedException {
        String text = text(request);
        try {
            return json.readValue(text, type);
        } catch (JacksonException e) {
            throw new EngineException(ErrorCode.INTERNAL, "nginx answered " + request.getPath()
                + " with something else: " + e.getOriginalMessage(), e);
        }
    }

    private String text(HttpUriRequestBase request) throws InterruptedException {
        try {
            return client.execute(request, response -> body(request, response));
        } catch (IOException e) {
            // An interrupt closes the channel.
            if (Thread.interrupted()) {
                throw new InterruptedException(e.getMessage());
            }
            throw new EngineException(ErrorCode.UNAVAILABLE, "nginx does not answer on '" + socket + "': "
                + e.getMessage(), e);
        }
    }

    private static String body(HttpUriRequestBase request, ClassicHttpResponse response) throws IOException {
        try {
            String text = EntityUtils.toString(response.getEntity(), StandardCharsets.UTF_8);
            if (response.getCode() != 200) {
                throw new EngineException(ErrorCode.INTERNAL, "nginx answered " + request.getPath() + " with "
                    + response.getCode() + ": " + text);
            }
            return text;
        } catch (ParseException e) {
            throw new IOException("its answer cannot be read", e);
        }
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }
}
