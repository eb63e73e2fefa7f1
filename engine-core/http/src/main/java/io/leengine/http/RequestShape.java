package io.leengine.http;

import io.leengine.model.ErrorCode;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Protocols;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.xnio.IoUtils;

/**
 * Refuses a request that two readers may understand differently, which is how one is smuggled past a proxy, or whose
 * head is too large. The connection ends with it: where the next request begins is not known. Undertow refuses some of
 * these before: a length beside chunks, no host or two.
 */
final class RequestShape implements HttpHandler {
    private static final int MOST_HEADERS = 100;
    private static final int HEADER_BYTES = 32 * 1024;
    private static final int LINE_BYTES = 8 * 1024;

    // Whatever else came on the connection is read by nobody.
    private static final IoCallback END = new IoCallback() {
        @Override
        public void onComplete(HttpServerExchange exchange, Sender sender) {
            IoUtils.safeClose(exchange.getConnection());
        }

        @Override
        public void onException(HttpServerExchange exchange, Sender sender, IOException exception) {
            IoUtils.safeClose(exchange.getConnection());
        }
    };

    private record Fault(int status, String type, String title, String detail, String field) {
        static Fault malformed(String detail, HttpString field) {
            return new Fault(400, "invalid", "Invalid", detail, field.toString());
        }
    }

    private final HttpHandler next;

    RequestShape(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        Optional<Fault> fault = line(exchange).or(() -> size(exchange)).or(() -> framing(exchange));
        if (fault.isEmpty()) {
            next.handleRequest(exchange);
            return;
        }
        exchange.setPersistent(false);
        exchange.setStatusCode(fault.get().status());
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, ProblemResponse.CONTENT_TYPE);
        exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
        exchange.getResponseSender().send(new Problem(ErrorCode.INVALID, fault.get().detail(),
            Optional.of(fault.get().field()), Optional.empty(), Requests.id(exchange)).json("urn:leengine:problem:"
                + fault.get().type(), fault.get().title(), fault.get().status()), StandardCharsets.UTF_8, END);
    }

    private static Optional<Fault> line(HttpServerExchange exchange) {
        int length = exchange.getRequestURI().length() + exchange.getQueryString().length();
        return length <= LINE_BYTES ? Optional.empty() : Optional.of(new Fault(414, "uri-too-long", "Uri too long",
            "The path with its query has at most " + LINE_BYTES + " characters, and here " + length + ".", "path"));
    }

    private static Optional<Fault> size(HttpServerExchange exchange) {
        int count = 0;
        int bytes = 0;
        int largest = 0;
        HttpString name = Headers.COOKIE;
        for (HeaderValues header : exchange.getRequestHeaders()) {
            int before = bytes;
            for (String value : header) {
                count++;
                bytes += header.getHeaderName().length() + value.length();
            }
            if (bytes - before > largest) {
                largest = bytes - before;
                name = header.getHeaderName();
            }
        }
        return count <= MOST_HEADERS && bytes <= HEADER_BYTES ? Optional.empty() : Optional.of(new Fault(431,
            "headers-too-large", "Headers too large", "A request has at most " + MOST_HEADERS + " headers of together "
                + HEADER_BYTES + " bytes; here are " + count + " of " + bytes + ".", name.toString()));
    }

    private static Optional<Fault> framing(HttpServerExchange exchange) {
        HeaderValues coding = exchange.getRequestHeaders().get(Headers.TRANSFER_ENCODING);
        HeaderValues length = exchange.getRequestHeaders().get(Headers.CONTENT_LENGTH);
        if (coding != null && (coding.size() > 1 || !coding.getFirst().equalsIgnoreCase("chunked")
                || !exchange.getProtocol().equals(Protocols.HTTP_1_1))) {
            return Optional.of(Fault.malformed("'Transfer-Encoding' must be 'chunked', once, and in HTTP/1.1.",
                Headers.TRANSFER_ENCODING));
        } else if (length != null && (length.size() > 1 || !length.getFirst().matches("\\d{1,18}"))) {
            return Optional.of(Fault.malformed("'Content-Length' must be one number.", Headers.CONTENT_LENGTH));
        }
        return Optional.empty();
    }
}
