package io.leengine.tck;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

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

    /**
     * A whole answer.
     *
     * @param status its status
     * @param headers the values by name in lower case
     * @param body its body
     */
    public record Whole(int status, Map<String, List<String>> headers, String body) {
        /** Returns the first value of a header, empty when there is none. */
        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of("")).getFirst();
        }
    }

    private static final int LIMIT_MILLIS = 20_000;

    private final String address;
    private final SSLContext tls;
    private Socket socket;
    private InputStream in;

    /** @param address {@code host:port} */
    public HostClient(String address) {
        this(address, null);
    }

    /**
     * A client over TLS, which says the name of the host it asks first.
     *
     * @param address {@code host:port}
     * @param tls whom it trusts; null for a client without TLS
     */
    public HostClient(String address, SSLContext tls) {
        this.address = address;
        this.tls = tls;
    }

    /** Gets a path of a host. The connection stays open for the next request unless the answer ends it. */
    public Answer get(String host, String path) throws IOException {
        Whole answer = get(host, path, Map.of());
        return new Answer(answer.status(), answer.body());
    }

    /** Gets a path of a host with some headers. */
    public Whole get(String host, String path, Map<String, String> headers) throws IOException {
        if (socket == null) {
            open(host);
        }
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n");
        headers.forEach((name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        return read();
    }

    /** Returns whether the next request goes over the connection of the last one. */
    public boolean isOpen() {
        return socket != null;
    }

    private void open(String host) throws IOException {
        int colon = address.lastIndexOf(':');
        String to = address.substring(0, colon).replaceAll("[\\[\\]]", "");
        int port = Integer.parseInt(address.substring(colon + 1));
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(LIMIT_MILLIS);
        socket.connect(new InetSocketAddress(to, port), LIMIT_MILLIS);
        if (tls != null) {
            SSLSocket secure = (SSLSocket) tls.getSocketFactory().createSocket(socket, host, port, true);
            socket = secure;
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(host)));
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.startHandshake();
        }
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Returns the subject of the certificate that was shown, of a client over TLS that has asked. */
    public String shown() throws IOException {
        X509Certificate certificate = (X509Certificate) ((SSLSocket) socket).getSession().getPeerCertificates()[0];
        return certificate.getSubjectX500Principal().getName();
    }

    private Whole read() throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        Map<String, List<String>> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                .add(line.substring(colon + 1).strip());
        }
        if (headers.containsKey("transfer-encoding")) {
            throw new IOException("The kit's servers state lengths: " + headers);
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", List.of("0")).getFirst());
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("The answer ended early.");
        }
        if (headers.getOrDefault("connection", List.of()).stream().anyMatch(value -> value.toLowerCase(Locale.ROOT)
                .contains("close"))) {
            close();
        }
        return new Whole(status, headers, new String(body, StandardCharsets.UTF_8));
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
