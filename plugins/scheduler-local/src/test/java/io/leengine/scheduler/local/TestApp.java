package io.leengine.scheduler.local;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** The application in the test image; it has nothing but java.base and jdk.httpserver. */
public final class TestApp {
    private static volatile int health = 200;
    private static final List<byte[]> EATEN = new ArrayList<>();

    private TestApp() {
    }

    /** @param arguments {@code crash} ends at once, {@code deaf} never listens, {@code stubborn} ignores SIGTERM */
    public static void main(String[] arguments) throws Exception {
        String manner = arguments.length == 0 ? "" : arguments[0];
        System.out.println("begin " + manner);
        if (manner.equals("crash")) {
            System.err.println("it broke on purpose");
            System.exit(3);
        }
        if (manner.equals("deaf")) {
            new CountDownLatch(1).await();
        }
        if (manner.equals("stubborn")) {
            Runtime.getRuntime().addShutdownHook(new Thread(TestApp::hang));
        }
        serve();
    }

    private static void hang() {
        while (true) {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                System.err.println("still here");
            }
        }
    }

    private static void serve() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(
            InetAddress.getByName(System.getenv("HOST")), Integer.parseInt(System.getenv("PORT"))), 0);
        server.createContext("/", exchange -> {
            String query = exchange.getRequestURI().getQuery();
            String text = "";
            int status = 200;
            try {
                switch (exchange.getRequestURI().getPath()) {
                    case "/" -> {
                        text = System.getenv("INSTANCE_ID");
                        status = health;
                    }
                    case "/sick" -> health = 503;
                    case "/environment" -> text = new TreeMap<>(System.getenv()).toString();
                    case "/list" -> text = list(query);
                    case "/read" -> text = Files.readString(Path.of(query));
                    case "/exists" -> text = Boolean.toString(Files.exists(Path.of(query)));
                    case "/eat" -> EATEN.add(full(Integer.parseInt(query)));
                    case "/print" -> System.out.println("x".repeat(Integer.parseInt(query)));
                    case "/exit" -> Runtime.getRuntime().halt(Integer.parseInt(query));
                    default -> status = 404;
                }
            } catch (IOException | RuntimeException e) {
                status = 500;
                text = e.toString();
            }
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        System.out.println("listening");
    }

    private static byte[] full(int mebibytes) {
        byte[] bytes = new byte[mebibytes << 20];
        for (int i = 0; i < bytes.length; i += 1_024) {
            bytes[i] = 1;
        }
        return bytes;
    }

    private static String list(String folder) throws IOException {
        try (Stream<Path> children = Files.list(Path.of(folder))) {
            return children.map(Path::getFileName).map(Path::toString).sorted().toList().toString();
        }
    }
}
