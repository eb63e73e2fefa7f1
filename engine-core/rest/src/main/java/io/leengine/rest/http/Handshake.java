package io.leengine.rest.http;

import io.leengine.http.Requests;
import io.leengine.model.EngineException;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Protocols;
import io.undertow.websockets.WebSocketConnectionCallback;
import io.undertow.websockets.WebSocketProtocolHandshakeHandler;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.protocol.version13.Hybi13Handshake;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** Makes a WebSocket of a request (RFC 6455, section 4.2). */
final class Handshake {
    private static final String VERSION = "13";
    private static final System.Logger LOG = System.getLogger(Handshake.class.getName());
    private static final HttpString KEY = HttpString.tryFromString("Sec-WebSocket-Key");
    private static final HttpString VERSIONS = HttpString.tryFromString("Sec-WebSocket-Version");
    private static final HttpString PROTOCOLS = HttpString.tryFromString("Sec-WebSocket-Protocol");

    private final Problems problems;

    Handshake(Problems problems) {
        this.problems = problems;
    }

    /** Throws 426 for a request that is no handshake, {@code INVALID} for one that does not speak the subprotocol. */
    static void require(HttpServerExchange exchange, String protocol) {
        var headers = exchange.getRequestHeaders();
        if (!exchange.getProtocol().equals(Protocols.HTTP_1_1) || !words(headers.get(Headers.UPGRADE)).contains("websocket")
                || !words(headers.get(Headers.CONNECTION)).contains("upgrade") || !headers.contains(KEY)
                || !versioned(headers.get(VERSIONS))) {
            throw HttpProblem.upgradeRequired(protocol);
        }
        if (!words(headers.get(PROTOCOLS)).contains(protocol)) {
            throw EngineException.invalid(PROTOCOLS.toString(), "'" + PROTOCOLS + "' must name " + protocol + ".")
                .withNextStep("Open the WebSocket with the subprotocol " + protocol + ".");
        }
    }

    // As it came: only this very value is completed.
    private static boolean versioned(HeaderValues versions) {
        return versions != null && versions.size() == 1 && versions.getFirst().equals(VERSION);
    }

    /** Answers a handshake, and has the conversation held; closes it when nothing comes of that. */
    void accept(HttpServerExchange exchange, String protocol, Answer.Conversation conversation, OpenStreams streams)
            throws Exception {
        AtomicBoolean begun = new AtomicBoolean();
        // A caller that goes before it has the answer is never told of, else.
        exchange.getConnection().addCloseListener(_ -> {
            if (begun.compareAndSet(false, true)) {
                Thread.ofVirtual().name("socket-unheld").start(conversation::close);
            }
        });
        WebSocketConnectionCallback connected = (_, channel) -> {
            if (begun.compareAndSet(false, true)) {
                Socket socket = new Socket(channel, problems.json());
                Thread.ofVirtual().name("socket-" + Requests.id(exchange))
                    .start(() -> hold(exchange, socket, channel, conversation, streams));
            }
        };
        try {
            new WebSocketProtocolHandshakeHandler(List.of(new Hybi13Handshake(Set.of(protocol), false)), connected)
                .handleRequest(exchange);
        } finally {
            // One that is not completed leaves the connection open for other requests.
            if (!exchange.isUpgrade() && begun.compareAndSet(false, true)) {
                conversation.close();
            }
        }
    }

    private void hold(HttpServerExchange exchange, Socket socket, WebSocketChannel channel,
            Answer.Conversation conversation, OpenStreams streams) {
        try (socket; conversation) {
            streams.run(() -> {
                socket.open();
                conversation.hold(socket);
            });
        // catches all: the thread's end is the conversation's, and whether the failure is logged is decided in one place
        } catch (Exception | LinkageError e) {
            LOG.log(System.Logger.Level.DEBUG, "[{0}] the conversation ended: {1}", Requests.id(exchange),
                channel.isOpen() ? problems.view(exchange, e).detail() : e.toString());
        }
    }

    private static List<String> words(HeaderValues values) {
        return values == null ? List.of() : values.stream().flatMap(value -> Arrays.stream(value.split(",")))
            .map(word -> word.strip().toLowerCase(Locale.ROOT)).toList();
    }
}
