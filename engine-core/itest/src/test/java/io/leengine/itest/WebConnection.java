package io.leengine.itest;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A client with one connection, which it never opens anew: whoever closes it fails the test. */
final class WebConnection implements AutoCloseable {
    static final String HOST = "swap.example.org";
    private static final int LIMIT_MILLIS = 30_000;

    private final Socket socket = new Socket();
    private final InputStream in;

    WebConnection(int port) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(LIMIT_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), LIMIT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n";
    }

    static String post(int bytes) {
        return "POST / HTTP/1.1\r\nHost: " + HOST + "\r\nContent-Length: " + bytes + "\r\n\r\n" + "x".repeat(bytes);
    }

    WebConnection send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Reads a whole answer that states its length; anything but {@code 200 ok} fails. */
    void ok() throws IOException {
        String head = requireHead();
        String body = new String(in.readNBytes(length(head)), StandardCharsets.ISO_8859_1);
        if (!head.startsWith("HTTP/1.1 200 ") || !body.equals("ok")) {
            throw new IOException("answered: " + head + body);
        }
    }

    /** Sends a request without a body and reads its answer. */
    void fetch(String path) throws IOException {
        send(get(path)).ok();
    }

    String requireHead() throws IOException {
        String head = head(in);
        if (head.isEmpty()) {
            throw new EOFException("the connection was closed");
        }
        return head;
    }

    /** Reads one chunk, empty when it is the last. */
    String chunk() throws IOException {
        StringBuilder size = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the answer breaks off");
            }
            size.append((char) next);
        }
        byte[] chunk = in.readNBytes(Integer.parseInt(size.toString().strip(), 16));
        in.skipNBytes(2);
        return new String(chunk, StandardCharsets.ISO_8859_1);
    }

    String read(int bytes) throws IOException {
        return new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1);
    }

    /** Reads a request's or an answer's head, empty at the end of the connection. */
    static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.append((char) next);
            if (head.length() > 3 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
                return head.toString();
            }
        }
        return "";
    }

    static int length(String head) {
        String lower = head.toLowerCase(Locale.ROOT);
        int at = lower.indexOf("content-length:");
        return at < 0 ? 0 : Integer.parseInt(lower.substring(at + 15, lower.indexOf('\r', at)).strip());
    }

    /** Goes away in the middle of whatever goes on. */
    void hangUp() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
