package io.leengine.rest.openapi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The page that shows the document: one file, nothing from elsewhere. */
public final class DocsPage {
    private final byte[] html;
    private final String policy;

    private DocsPage(String text) {
        html = text.getBytes(StandardCharsets.UTF_8);
        policy = "default-src 'none'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + "script-src " + source(text, "script") + "; style-src " + source(text, "style");
    }

    /** Reads the page from the bundle. */
    public static DocsPage load() {
        try (var in = DocsPage.class.getResourceAsStream("docs.html")) {
            return new DocsPage(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the page. */
    public byte[] html() {
        return html.clone();
    }

    /** Returns its content security policy: its own script and style, by their hashes, and nothing else. */
    public String policy() {
        return policy;
    }

    private static String source(String text, String element) {
        int from = text.indexOf("<" + element + ">") + element.length() + 2;
        String content = text.substring(from, text.indexOf("</" + element + ">", from));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
