package io.leengine.scheduler.k8s.testcell;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Runs a command in a pod by the API, over a web socket. */
final class Exec {

    private Exec() {
    }

    static String run(ApiClient api, String pod, List<String> command) throws Exception {
        String query = command.stream().map(it -> "command=" + URLEncoder.encode(it, StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
        URI uri = URI.create(api.server().toString().replace("https:", "wss:") + pod + "/exec?stdout=true&" + query);
        var said = new Said();
        try (HttpClient http = HttpClient.newBuilder().sslContext(api.tls()).build()) {
            http.newWebSocketBuilder().header("Authorization", "Bearer " + api.token()).subprotocols("v5.channel.k8s.io")
                .buildAsync(uri, said).get(20, TimeUnit.SECONDS);
            return said.all.get(20, TimeUnit.SECONDS);
        }
    }

    private static final class Said implements WebSocket.Listener {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final CompletableFuture<String> all = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] part = new byte[data.remaining()];
            data.get(part);
            bytes.writeBytes(part);
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            all.complete(bytes.toString(StandardCharsets.UTF_8));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            all.completeExceptionally(error);
        }
    }
}
