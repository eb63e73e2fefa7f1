package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.leengine.spi.scheduler.VersionKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** An apiserver with one pod, whose logs are what a test says, one answer after the other, and whose commands never end. */
final class ScriptedServer implements AutoCloseable {
    static final String POD = "hello-v1-abcde";
    private static final String SOCKET_ID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455, 1.3

    private final ServerKeys keys;
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<Log> logs = new ConcurrentLinkedQueue<>();
    private final AtomicInteger execs = new AtomicInteger();
    private final AtomicInteger begun = new AtomicInteger();
    private volatile CountDownLatch execHeld = new CountDownLatch(0);
    private volatile boolean forgetful;

    private record Log(int status, String text, boolean stays) {
    }

    ScriptedServer(ServerKeys keys) throws IOException {
        this.keys = keys;
        this.server = keys.tls().getServerSocketFactory().createServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("scripted").start(this::accept);
    }

    ClusterAccess access() {
        return ClusterAccess.of("https://127.0.0.1:" + server.getLocalPort(), keys.ca(), "token");
    }

    /** @param stays whether the answer goes on without an end */
    void log(int status, String text, boolean stays) {
        logs.add(new Log(status, text, stays));
    }

    int logsLeft() {
        return logs.size();
    }

    int connections() {
        return open.size();
    }

    int execs() {
        return execs.get();
    }

    int execsBegun() {
        return begun.get();
    }

    void holdExec() {
        execHeld = new CountDownLatch(1);
    }

    void releaseExec() {
        execHeld.countDown();
    }

    /** From now on what follows the first page of a list is too old by the time it is asked for. */
    void forgetPages() {
        forgetful = true;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                // It is closed.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = socket.getOutputStream();
            for (String request = in.readLine(); request != null; request = in.readLine()) {
                String key = "";
                for (String header = in.readLine(); header != null && !header.isEmpty(); header = in.readLine()) {
                    if (header.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:")) {
                        key = header.substring(header.indexOf(':') + 1).strip();
                    }
                }
                answer(in, out, request.split(" ")[1], key);
            }
        } catch (IOException | InterruptedException e) {
            // The client has gone.
        } finally {
            open.remove(socket);
        }
    }

    private void answer(BufferedReader in, OutputStream out, String path, String key) throws IOException, InterruptedException {
        if (path.startsWith("/version")) {
            say(out, 200, "{\"gitVersion\":\"v1.34.0\"}");
        } else if (path.contains("/log?")) {
            Log log = logs.remove();
            if (log.stays()) {
                stay(in, out, log.text());
            } else {
                say(out, log.status(), log.text());
            }
        } else if (path.contains("/exec?")) {
            exec(in, out, key);
        } else if (path.contains("watch=true")) {
            stay(in, out, "");
        } else if (path.endsWith("/pods/" + POD)) {
            say(out, 200, new KubernetesSerialization().asJson(pod()));
        } else if (path.contains("continue=")) {
            say(out, 410, "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"reason\":\"Expired\",\"code\":410,"
                + "\"message\":\"The provided continue parameter is too old.\"}");
        } else if (forgetful && path.contains("limit=")) {
            say(out, 200, "{\"metadata\":{\"resourceVersion\":\"5\",\"continue\":\"more\"},\"items\":[]}");
        } else {
            say(out, 200, "{\"metadata\":{\"resourceVersion\":\"5\"},\"items\":["
                + (path.startsWith("/api/v1/pods") ? new KubernetesSerialization().asJson(pod()) : "") + "]}");
        }
    }

    private static void say(OutputStream out, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        out.write(("HTTP/1.1 " + status + " So\r\nContent-Type: application/json\r\nContent-Length: " + body.length
            + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
    }

    private static void stay(BufferedReader in, OutputStream out, String text) throws IOException {
        out.write(("HTTP/1.1 200 So\r\nTransfer-Encoding: chunked\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        if (!text.isEmpty()) {
            out.write((Integer.toHexString(text.length()) + "\r\n" + text + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }
        out.flush();
        awaitEnd(in);
    }

    private static void awaitEnd(BufferedReader in) throws IOException {
        while (in.read() >= 0) {
            // What comes is for nobody.
        }
        throw new IOException("the client has gone");
    }

    private void exec(BufferedReader in, OutputStream out, String key) throws IOException, InterruptedException {
        execs.incrementAndGet();
        begun.incrementAndGet();
        try {
            execHeld.await();
            String accept = Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1")
                .digest((key + SOCKET_ID).getBytes(StandardCharsets.US_ASCII)));
            out.write(("HTTP/1.1 101 So\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: "
                + "v4.channel.k8s.io\r\nSec-WebSocket-Accept: " + accept + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
            in.read(); // nobody writes to a command here, so this is the end, or the frame that asks for it
            throw new IOException("the client has ended it");
        } catch (NoSuchAlgorithmException e) {
            throw new IOException(e);
        } finally {
            execs.decrementAndGet();
        }
    }

    private static Pod pod() {
        Names names = new Names(CellOfTests.options(null, ""));
        return new PodBuilder().withNewMetadata().withNamespace("hello").withName(POD).withUid("u1").withResourceVersion("4")
            .withLabels(names.labels(new VersionKey("hello", "v1"))).endMetadata()
            .withNewSpec().withNodeName("node").addNewContainer().withName(Names.CONTAINER).endContainer().endSpec()
            .withNewStatus().withPhase("Running").addNewContainerStatus().withName(Names.CONTAINER).withStarted(true)
            .withNewState().withNewRunning("2001-01-01T00:00:00Z").endState().endContainerStatus().endStatus().build();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
