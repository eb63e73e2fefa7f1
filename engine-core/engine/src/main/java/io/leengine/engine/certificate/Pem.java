package io.leengine.engine.certificate;

import io.leengine.model.EngineException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One block of a text in PEM (RFC 7468).
 *
 * @param label what it holds
 * @param content what is in it
 */
record Pem(String label, byte[] content) {
    private static final Pattern BLOCK =
        Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final int LINE = 64;

    /** Returns the blocks of a text; what stands between them is left out. */
    static List<Pem> read(String field, String text, int longest) {
        if (text.length() > longest) {
            throw EngineException.invalid(field, "'" + field + "' has at most " + longest + " characters, and here "
                + text.length() + ".");
        }
        List<Pem> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            try {
                blocks.add(new Pem(block.group(1), Base64.getMimeDecoder().decode(block.group(2))));
            } catch (IllegalArgumentException e) {
                throw EngineException.invalid(field, "'" + field + "' has a block '" + block.group(1)
                    + "' that is no Base64.");
            }
        }
        if (blocks.isEmpty()) {
            throw EngineException.invalid(field, "'" + field + "' has no block in PEM, which begins with '-----BEGIN …-----'.");
        }
        return blocks;
    }

    /** Returns it as text. */
    String text() {
        Base64.Encoder encoder = Base64.getMimeEncoder(LINE, new byte[] {'\n'});
        return "-----BEGIN " + label + "-----\n" + encoder.encodeToString(content) + "\n-----END " + label + "-----\n";
    }

    /** Tells no content. */
    @Override
    public String toString() {
        return "Pem[" + label + "]";
    }
}
