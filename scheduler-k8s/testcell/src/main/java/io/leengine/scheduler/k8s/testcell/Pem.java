package io.leengine.scheduler.k8s.testcell;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The text form of keys and certificates. */
final class Pem {

    private Pem() {
    }

    static String of(String kind, byte[] content) {
        String lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
        return "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n";
    }
}
