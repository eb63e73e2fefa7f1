package io.leengine.registry;

import io.leengine.engine.RegistryAccess;
import io.leengine.http.Requests;
import io.leengine.model.EngineException;
import io.leengine.spi.registry.RegistryStorage;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.xnio.IoUtils;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The registry behind {@code /v2}: brings a request to what answers it, and errors into the specification's form. */
final class RegistryHandler implements HttpHandler {
    private static final System.Logger LOG = System.getLogger(RegistryHandler.class.getName());
    private static final HttpString API_VERSION = HttpString.tryFromString("Docker-Distribution-API-Version");

    /** Gives the storage. */
    interface Storage {
        /** Returns it, empty while there is none. */
        Optional<RegistryStorage> get() throws InterruptedException;
    }

    private final JsonMapper json = JsonMapper.builder().build();
    private final Storage storage;
    private final Gate gate;
    private final TokenEndpoint tokenEndpoint;
    private final BlobCalls blobs = new BlobCalls();
    private final UploadCalls uploads = new UploadCalls();
    private final ManifestCalls manifests;
    private final ListCalls lists;

    /**
     * @param storage the storage, empty while there is none
     * @param access what the engine knows
     * @param key for signing tokens, 32 bytes
     */
    RegistryHandler(Storage storage, RegistryAccess access, byte[] key, Clock clock) {
        Tokens tokens = new Tokens(key, clock);
        this.storage = storage;
        this.gate = new Gate(access, tokens);
        this.tokenEndpoint = new TokenEndpoint(gate, access, tokens, clock, json);
        this.manifests = new ManifestCalls(access, json);
        this.lists = new ListCalls(access, json);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        exchange.getResponseHeaders().put(API_VERSION, "registry/2.0");
        try {
            answer(exchange);
        } catch (Refused e) {
            if (e.caller().challengeable()) {
                Gate.challenge(exchange, e.scope(), e.caller() instanceof Caller.Bearer);
            }
            send(exchange, e.error());
        } catch (RegistryError e) {
            if (e.code() == RegistryError.Code.UNAUTHORIZED) {
                Gate.challenge(exchange, e.scope(), false);
            }
            send(exchange, e);
        } catch (EngineException e) {
            send(exchange, translated(exchange, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            send(exchange, new RegistryError(RegistryError.Code.UNAVAILABLE, "The registry is stopping."));
        }
    }

    private void answer(HttpServerExchange exchange) throws Exception {
        RegistryPath path = RegistryPath.parse(exchange.getRelativePath());
        if (path.kind() == RegistryPath.Kind.TOKEN) {
            tokenEndpoint.answer(exchange);
            return;
        }
        Caller caller = gate.caller(exchange);
        if (path.kind() == RegistryPath.Kind.ROOT) {
            root(exchange, caller);
            return;
        }
        RegistryStorage present = storage.get().orElseThrow(() -> new RegistryError(RegistryError.Code.UNAVAILABLE,
            "The registry's storage is not there at this moment; try again."));
        Call call = new Call(exchange, path, caller, present);
        switch (path.kind()) {
            case BLOB -> blobs.answer(call);
            case UPLOADS -> uploads.begin(call);
            case UPLOAD -> uploads.answer(call);
            case MANIFEST -> manifests.answer(call);
            case TAGS -> lists.tags(call);
            case REFERRERS -> lists.referrers(call);
            case CATALOG -> lists.catalog(call);
            default -> throw new IllegalStateException("No such kind: " + path.kind());
        }
    }

    /** What clients ask first. Who has not logged in is told how to: otherwise they would never try. */
    private static void root(HttpServerExchange exchange, Caller caller) {
        if (caller instanceof Caller.Direct direct && direct.challengeable()) {
            throw new RegistryError(RegistryError.Code.UNAUTHORIZED, "Log in, or ask for a token without.");
        }
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.getResponseSender().send("{}");
    }

    private static RegistryError translated(HttpServerExchange exchange, EngineException e) {
        RegistryError.Code code = switch (e.code()) {
            case UNAUTHENTICATED -> RegistryError.Code.UNAUTHORIZED;
            case FORBIDDEN, QUOTA_EXCEEDED, CONFLICT -> RegistryError.Code.DENIED;
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
            Gate.challenge(exchange, "", false);
        }
        e.retryAfter().ifPresent(time -> exchange.getResponseHeaders().put(Headers.RETRY_AFTER, time.toSeconds()));
        if (code.status() >= 500) {
            LOG.log(System.Logger.Level.WARNING, "[" + Requests.id(exchange) + "] " + exchange.getRequestMethod() + " "
                + exchange.getRequestPath() + " failed", e);
        }
        return new RegistryError(code, code == RegistryError.Code.UNKNOWN
            ? "The registry failed at this request; its log says why, at " + Requests.id(exchange) + "."
            : e.getMessage());
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
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        if (List.of(429, 503).contains(error.code().status())
                && !exchange.getResponseHeaders().contains(Headers.RETRY_AFTER)) {
            exchange.getResponseHeaders().put(Headers.RETRY_AFTER, "1");
        }
        exchange.getResponseSender().send(body.toString(), StandardCharsets.UTF_8);
    }
}
