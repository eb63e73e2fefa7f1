package io.leengine.tck;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A client on one connection that asks one address for whatever host it likes, which the JDK's clients do not. */
public final class HostClient implements AutoCloseable {
    /**
     * An answer.
     *
     * @param status its status
     * @param body its body
     */
    public record Answer(int status, String body) {
    }

    private static final int LIMIT_MILLIS = 20_000;

    private final String address;
    private Socket socket;
    private InputStream in;

    /** @param address {@code host:port} */
    public HostClient(String address) {
        this.address = address;
    }

    /** Gets a path of a host. The connection stays open for the next request unless the answer ends it. */
    public Answer get(String host, String path) throws IOException {
        if (socket == null) {
            int colon = address.lastIndexOf(':');
            socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.connect(new InetSocketAddress(address.substring(0, colon).replaceAll("[\\[\\]]", ""),
                Integer.parseInt(address.substring(colon + 1))), LIMIT_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
        }
        String request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        return read();
    }

    /** Returns whether the next request goes over the connection of the last one. */
    public boolean isOpen() {
        return socket != null;
    }

    private Answer read() throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        int length = 0;
        boolean last = false;
        for (String line = line(); !line.isEmpty(); line = line()) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(lower.indexOf(':') + 1).strip());
            }
            last |= lower.startsWith("connection:") && lower.contains("close");
            if (lower.startsWith("transfer-encoding:")) {
                throw new IOException("The kit's servers state lengths: " + line);
            }
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("The answer ended early.");
        }
        if (last) {
            close();
        }
        return new Answer(status, new String(body, StandardCharsets.UTF_8));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("The connection ended before the answer.");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
