package io.leengine.registry;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A connection on which anything can be sent, as no client library would. */
final class RawConnection implements AutoCloseable {
    private static final String ANN =
        "Basic " + Base64.getEncoder().encodeToString("ann:ann-secret".getBytes(StandardCharsets.US_ASCII));
    private static final int BUFFER = 64 << 10;

    private final Socket socket;
    private final InputStream in;

    RawConnection(String url) throws IOException {
        this(url, Duration.ofSeconds(20));
    }

    /** One that waits only so long for what comes next. */
    RawConnection(String url, Duration limit) throws IOException {
        socket = new Socket("127.0.0.1", URI.create(url).getPort());
        socket.setSoTimeout((int) limit.toMillis());
        in = new BufferedInputStream(socket.getInputStream());
    }

    /**
     * What came back.
     *
     * @param status the status
     * @param headers by name in lower case
     * @param body as long as its head says
     */
    record Answer(int status, Map<String, String> headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** Sends the head of a request of Ann's; each header is a whole line. */
    RawConnection head(String method, String path, String... headers) throws IOException {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + ANN + "\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return send(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    RawConnection send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Sends a part of content whose length was not told. */
    RawConnection chunk(byte[] bytes) throws IOException {
        send((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        return send(bytes).send("\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    Answer answer() throws IOException {
        Answer begun = begun();
        int length = Integer.parseInt(begun.headers().getOrDefault("content-length", "0"));
        return new Answer(begun.status(), begun.headers(), in.readNBytes(length));
    }

    /** Reads an answer's head, and leaves its body. */
    Answer begun() throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        return new Answer(status, headers, new byte[0]);
    }

    /** Reads so many bytes, or those that come before the other side ends the connection; returns how many came. */
    int read(int most) throws IOException {
        byte[] buffer = new byte[BUFFER];
        int count = 0;
        try {
            for (int got = 0; got >= 0 && count < most; got = in.read(buffer, 0, Math.min(BUFFER, most - count))) {
                count += got;
            }
        } catch (SocketException e) {
            return count;
        }
        return count;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("The connection ended after '" + line + "'");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    /** Waits until the other side ends the connection; false when it sends more instead. */
    boolean ends() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
