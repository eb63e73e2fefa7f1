package io.leengine.loadbalancer.nginx.host;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A client's connection on which the test writes every byte itself. */
final class RawConnection implements AutoCloseable {
    private static final int LIMIT_MILLIS = 20_000;

    private final Socket socket = new Socket();
    private final InputStream in;

    RawConnection(int port) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(LIMIT_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), LIMIT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    RawConnection send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    OutputStream output() throws IOException {
        return socket.getOutputStream();
    }

    InputStream input() {
        return in;
    }

    /** Reads up to the empty line. */
    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("The connection ended after: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** Reads head and body of an answer that states its length. */
    String answer() throws IOException {
        String head = head();
        String lower = head.toLowerCase(Locale.ROOT);
        int at = lower.indexOf("content-length:");
        int length = at < 0 ? 0 : Integer.parseInt(lower.substring(at + 15, lower.indexOf('\r', at)).strip());
        return head + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    static int status(String answer) {
        return Integer.parseInt(answer.split(" ")[1]);
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
