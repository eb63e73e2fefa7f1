package io.leengine.scheduler.k8s.testcell;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes kubeconfigs: in JSON, which every reader of YAML reads, with the authority's certificate inside. */
final class Kubeconfigs {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String cell;
    private final URI server;
    private final Path authority;

    Kubeconfigs(String cell, URI server, Path authority) {
        this.cell = cell;
        this.server = server;
        this.authority = authority;
    }

    /** Writes one for a user with a token. */
    Path write(Path file, String user, String token) throws IOException {
        ObjectNode config = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Config");
        config.putArray("clusters").addObject().put("name", cell).putObject("cluster").put("server", server.toString())
            .put("certificate-authority-data",
                Base64.getEncoder().encodeToString(Files.readString(authority).getBytes(StandardCharsets.US_ASCII)));
        config.putArray("users").addObject().put("name", user).putObject("user").put("token", token);
        config.putArray("contexts").addObject().put("name", cell).putObject("context").put("cluster", cell).put("user", user);
        config.put("current-context", cell);
        OwnFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(config) + "\n");
        return file;
    }
}
