package io.leengine.scheduler.local.image;

import io.leengine.model.EngineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The numbers behind the {@code User} of an image.
 *
 * @param user the user's number
 * @param group the group's number
 */
record ImageUser(int user, int group) {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    static ImageUser resolve(String text, Path root) throws IOException {
        int colon = text.indexOf(':');
        String user = colon < 0 ? text : text.substring(0, colon);
        String group = colon < 0 ? "" : text.substring(colon + 1);
        if (user.isEmpty()) {
            return new ImageUser(0, 0);
        }
        String[] entry = entry(root.resolve("etc/passwd"), user);
        if (entry == null && !NUMBER.matcher(user).matches()) {
            throw unknown(text);
        }
        int uid = entry == null ? Integer.parseInt(user) : Integer.parseInt(entry[2]);
        if (group.isEmpty()) {
            return new ImageUser(uid, entry == null ? 0 : Integer.parseInt(entry[3]));
        }
        String[] named = entry(root.resolve("etc/group"), group);
        if (named == null && !NUMBER.matcher(group).matches()) {
            throw unknown(text);
        }
        return new ImageUser(uid, Integer.parseInt(named == null ? group : named[2]));
    }

    private static EngineException unknown(String text) {
        return EngineException.invalid("image", "The image runs as '" + text + "', whom its /etc/passwd or /etc/group "
            + "does not name.");
    }

    /** Finds the line for a name or a number. */
    private static String[] entry(Path file, String wanted) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > 1 << 20) {
            return null;
        }
        for (String line : Files.readString(file, StandardCharsets.ISO_8859_1).split("\n")) {
            String[] fields = line.split(":", -1);
            if (fields.length >= 4 && (fields[0].equals(wanted) || fields[2].equals(wanted))
                    && NUMBER.matcher(fields[2]).matches()
                    && (fields.length == 4 || NUMBER.matcher(fields[3]).matches())) {
                return fields;
            }
        }
        return null;
    }
}
