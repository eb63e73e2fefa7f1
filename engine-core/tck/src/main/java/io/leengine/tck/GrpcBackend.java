package io.leengine.tck;

import io.leengine.model.Endpoint;
import io.leengine.spi.loadbalancer.Upstream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A real server on loopback that speaks HTTP/2 without TLS, as gRPC does: it answers every request with its text and the
 * trailer of a call that went well. Whoever speaks HTTP/1.1 to it gets nothing.
 */
public final class GrpcBackend implements AutoCloseable {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    private final String text;
    private final ServerSocket socket;
    private final ConcurrentLinkedQueue<Socket> open = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** Starts one on a free port; {@code text} is what it answers. */
    public GrpcBackend(String text) throws IOException {
        this.text = text;
        socket = new ServerSocket(0, 1_024, InetAddress.ofLiteral("127.0.0.1"));
        threads.submit(this::accept);
    }

    /** Returns it as the only upstream of version {@code v1}. */
    public Upstream upstream() {
        return new Upstream(new Endpoint("127.0.0.1", socket.getLocalPort()), 1, "v1", "cell", text);
    }

    private Void accept() throws IOException {
        try {
            while (true) {
                Socket accepted = socket.accept();
                open.add(accepted);
                threads.submit(() -> {
                    converse(accepted);
                    return null;
                });
            }
        } catch (SocketException e) {
            if (!socket.isClosed()) {
                throw e;
            }
            return null;
        }
    }

    private void converse(Socket accepted) throws IOException {
        try (accepted) {
            DataInputStream in = new DataInputStream(accepted.getInputStream());
            DataOutputStream out = new DataOutputStream(accepted.getOutputStream());
            byte[] preface = new byte[PREFACE.length];
            in.readFully(preface);
            if (!java.util.Arrays.equals(preface, PREFACE)) {
                return;
            }
            frame(out, SETTINGS, 0, 0, new byte[0]);
            while (true) {
                frame(in, out);
            }
        } catch (EOFException e) {
            // The other side is done.
            return;
        }
    }

    private void frame(DataInputStream in, DataOutputStream out) throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        byte[] payload = in.readNBytes(length);
        if ((type == SETTINGS || type == PING) && (flags & ACK) == 0) {
            frame(out, type, ACK, 0, type == PING ? payload : new byte[0]);
        } else if ((type == HEADERS || type == DATA) && (flags & END_STREAM) != 0) {
            answer(out, stream);
        }
    }

    private void answer(DataOutputStream out, int stream) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        // RFC 7541, appendix A: 8 is ":status: 200", 31 "content-type", 28 "content-length"; the names are not to be indexed.
        head.write(0x80 | 8);
        head.writeBytes(new byte[] {0x0f, 31 - 15});
        string(head, "application/grpc");
        head.writeBytes(new byte[] {0x0f, 28 - 15});
        string(head, Integer.toString(body.length));
        frame(out, HEADERS, END_HEADERS, stream, head.toByteArray());
        frame(out, DATA, 0, stream, body);
        ByteArrayOutputStream trailer = new ByteArrayOutputStream();
        trailer.write(0);
        string(trailer, "grpc-status");
        string(trailer, "0");
        frame(out, HEADERS, END_HEADERS | END_STREAM, stream, trailer.toByteArray());
    }

    private static void string(ByteArrayOutputStream out, String value) {
        out.write(value.length());
        out.writeBytes(value.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void frame(DataOutputStream out, int type, int flags, int stream, byte[] payload) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream frame = new DataOutputStream(bytes);
        frame.writeByte(payload.length >> 16);
        frame.writeShort(payload.length);
        frame.writeByte(type);
        frame.writeByte(flags);
        frame.writeInt(stream);
        frame.write(payload);
        out.write(bytes.toByteArray());
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket each : open) {
            each.close();
        }
        threads.shutdownNow();
    }
}
