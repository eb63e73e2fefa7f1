package io.leengine.registry;

import io.leengine.engine.ImageSources;
import io.leengine.engine.RegistryAccess;
import io.leengine.engine.TokenKeys;
import io.leengine.http.Requests;
import io.leengine.model.EngineException;
import io.leengine.spi.registry.RegistryStorage;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.xnio.IoUtils;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The registry behind {@code /v2}: brings a request to what answers it, and errors into the specification's form. */
final class RegistryHandler implements HttpHandler, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RegistryHandler.class.getName());
    private static final HttpString API_VERSION = HttpString.tryFromString("Docker-Distribution-API-Version");
    private static final List<HttpString> ABOUT_CONTENT =
        List.of(Headers.CONTENT_LENGTH, Headers.ETAG, Headers.CACHE_CONTROL, Call.CONTENT_DIGEST);
    /** Four MiB of JSON may be millions of nodes, which take a hundred times as much when read. */
    private static final StreamReadConstraints BOUNDS =
        StreamReadConstraints.builder().maxNestingDepth(100).maxTokenCount(1_000_000).build();
    /** How long a sender may stall: mobile lines come back within it, and nothing is held for those that do not. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Gives the storage. */
    interface Storage {
        /** Returns it, empty while there is none. */
        Optional<RegistryStorage> get() throws InterruptedException;
    }

    private final JsonMapper json =
        JsonMapper.builder(JsonFactory.builder().streamReadConstraints(BOUNDS).build()).build();
    private final Storage storage;
    private final Gate gate;
    private final TokenEndpoint tokenEndpoint;
    private final BlobCalls blobs;
    private final UploadCalls uploads;
    private final ManifestCalls manifests;
    private final ListCalls lists;
    private final ReferrerCalls referrers;
    private final PullThrough cache;
    private final Duration patience;

    /**
     * @param storage the storage, empty while there is none
     * @param access what the engine knows
     * @param sources what is cached of other registries
     * @param keys for signing tokens
     */
    RegistryHandler(Storage storage, RegistryAccess access, ImageSources sources, TokenKeys keys, Clock clock) {
        this(storage, access, sources, keys, clock, PATIENCE);
    }

    /**
     * As above.
     *
     * @param patience how long a sender may stall, and another registry
     */
    RegistryHandler(Storage storage, RegistryAccess access, ImageSources sources, TokenKeys keys, Clock clock,
            Duration patience) {
        Tokens tokens = new Tokens(keys, clock);
        this.storage = storage;
        this.gate = new Gate(access, tokens);
        this.tokenEndpoint = new TokenEndpoint(gate, access, tokens, clock, json);
        this.cache = new PullThrough(access, sources, json, clock, patience);
        this.blobs = new BlobCalls(access, cache);
        this.uploads = new UploadCalls(access, cache);
        this.manifests = new ManifestCalls(access, json, cache);
        this.lists = new ListCalls(access, json);
        this.referrers = new ReferrerCalls(access, json);
        this.patience = patience;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        exchange.getResponseHeaders().put(API_VERSION, "registry/2.0");
        try {
            answer(exchange);
        } catch (Refused e) {
            if (e.challenges()) {
                Gate.challenge(exchange, e.scope(), e.fault());
            }
            send(exchange, e.error());
        } catch (RegistryError e) {
            if (e.code() == RegistryError.Code.UNAUTHORIZED) {
                Gate.challenge(exchange, e.scope(), e.fault());
            }
            send(exchange, e);
        } catch (EngineException e) {
            send(exchange, translated(exchange, e));
        } catch (InterruptedException | InterruptedIOException e) {
            Thread.currentThread().interrupt();
            send(exchange, new RegistryError(RegistryError.Code.UNAVAILABLE, "The registry is stopping."));
        // catches all: whatever went wrong becomes an answer in the specification's form, or a cut
        } catch (Throwable e) {
            send(exchange, failed(exchange, e));
        }
    }

    /** Breaks off what other registries are asked. */
    @Override
    public void close() {
        cache.close();
    }

    private static RegistryError failed(HttpServerExchange exchange, Throwable e) {
        boolean gone = e instanceof IOException && !exchange.getConnection().isOpen();
        LOG.log(gone ? System.Logger.Level.DEBUG : System.Logger.Level.ERROR, "[" + Requests.id(exchange) + "] "
            + exchange.getRequestMethod() + " " + exchange.getRequestPath() + (gone ? ": the caller went away" : " failed"), e);
        return unknown(exchange);
    }

    private static RegistryError unknown(HttpServerExchange exchange) {
        return new RegistryError(RegistryError.Code.UNKNOWN,
            "The registry failed at this request; its log says why, at " + Requests.id(exchange) + ".");
    }

    private void answer(HttpServerExchange exchange) throws Exception {
        if (!exchange.getPathParameters().isEmpty()) {
            throw new RegistryError(RegistryError.Code.NAME_INVALID, "A path of the registry has no ';'.");
        }
        RegistryPath path = RegistryPath.parse(exchange.getRelativePath());
        if (path.kind() == RegistryPath.Kind.TOKEN) {
            tokenEndpoint.answer(exchange);
            return;
        }
        if (path.kind() == RegistryPath.Kind.TOKEN_KEYS) {
            tokenEndpoint.keys(exchange);
            return;
        }
        Caller caller = gate.caller(exchange, path.scope(exchange.getRequestMethod().toString()));
        if (path.kind() == RegistryPath.Kind.ROOT) {
            root(exchange, caller);
            return;
        }
        RegistryStorage present = storage.get().orElseThrow(() -> new RegistryError(RegistryError.Code.UNAVAILABLE,
            "The registry's storage is not there at this moment; try again."));
        Call call = new Call(exchange, path, caller, present, patience);
        switch (path.kind()) {
            case BLOB -> blobs.answer(call);
            case UPLOADS -> uploads.begin(call);
            case UPLOAD -> uploads.answer(call);
            case MANIFEST -> manifests.answer(call);
            case TAGS -> lists.tags(call);
            case REFERRERS -> referrers.answer(call);
            case CATALOG -> lists.catalog(call);
            default -> throw new IllegalStateException("No such kind: " + path.kind());
        }
    }

    /** What clients ask first. Who has not logged in is told how to: otherwise they would never try. */
    private static void root(HttpServerExchange exchange, Caller caller) {
        if (!List.of("GET", "HEAD").contains(exchange.getRequestMethod().toString())) {
            throw Call.unsupported(List.of("GET", "HEAD"));
        }
        if (caller instanceof Caller.Direct direct && direct.challengeable()) {
            throw new RegistryError(RegistryError.Code.UNAUTHORIZED, "Log in, or ask for a token without.");
        }
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.getResponseSender().send("{}");
    }

    private static RegistryError translated(HttpServerExchange exchange, EngineException e) {
        RegistryError.Code code = switch (e.code()) {
            case UNAUTHENTICATED -> RegistryError.Code.UNAUTHORIZED;
            case FORBIDDEN, QUOTA_EXCEEDED, CONFLICT, ALREADY_EXISTS, PRECONDITION_FAILED -> RegistryError.Code.DENIED;
            case TOO_MANY_REQUESTS -> RegistryError.Code.TOOMANYREQUESTS;
            case INSUFFICIENT_RESOURCES -> RegistryError.Code.INSUFFICIENT_STORAGE;
            case UNAVAILABLE, TIMEOUT -> RegistryError.Code.UNAVAILABLE;
            case DIGEST_MISMATCH -> RegistryError.Code.DIGEST_INVALID;
            case NOT_FOUND -> RegistryError.Code.NAME_UNKNOWN;
            case INVALID -> RegistryError.Code.NAME_INVALID;
            case UNSUPPORTED -> RegistryError.Code.UNSUPPORTED;
            default -> RegistryError.Code.UNKNOWN;
        };
        if (code == RegistryError.Code.UNAUTHORIZED) {
            Gate.challenge(exchange, "", "");
        }
        e.retryAfter().ifPresent(time -> exchange.getResponseHeaders().put(Headers.RETRY_AFTER, time.toSeconds()));
        if (code.status() >= 500) {
            LOG.log(System.Logger.Level.WARNING, "[" + Requests.id(exchange) + "] " + exchange.getRequestMethod() + " "
                + exchange.getRequestPath() + " failed", e);
        }
        return code == RegistryError.Code.UNKNOWN ? unknown(exchange) : new RegistryError(code, e.getMessage());
    }

    private void send(HttpServerExchange exchange, RegistryError error) {
        if (exchange.isResponseStarted()) {
            // The client counts on the length it was told: only a cut tells it that this is not the end.
            IoUtils.safeClose(exchange.getConnection());
            return;
        }
        ObjectNode body = json.createObjectNode();
        body.putArray("errors").addObject().put("code", error.code().name()).put("message", error.getMessage());
        exchange.setStatusCode(error.code().status());
        // What was said of the content that should have come is not true of this.
        ABOUT_CONTENT.forEach(exchange.getResponseHeaders()::remove);
        if (error.code() != RegistryError.Code.RANGE_INVALID) {
            exchange.getResponseHeaders().remove(Headers.CONTENT_RANGE);
        }
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        if (!error.allowed().isEmpty()) {
            exchange.getResponseHeaders().put(Headers.ALLOW, String.join(", ", error.allowed()));
        }
        if (List.of(429, 503).contains(error.code().status())
                && !exchange.getResponseHeaders().contains(Headers.RETRY_AFTER)) {
            exchange.getResponseHeaders().put(Headers.RETRY_AFTER, "1");
        }
        exchange.getResponseSender().send(body.toString(), StandardCharsets.UTF_8);
    }
}
