package io.leengine.registry;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What another registry wants of who asks it.
 *
 * @param scheme {@code basic} or {@code bearer}
 * @param parameters by name in lower case, without quotes
 */
record Challenge(String scheme, Map<String, String> parameters) {
    private static final Pattern START = Pattern.compile("(?i)(?:^|,)\\s*(basic|bearer)(?=\\s|$)\\s*");
    private static final Pattern PARAMETER =
        Pattern.compile("\\G\\s*,?\\s*([A-Za-z0-9_-]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^\\s\",]+))");
    private static final int LONGEST = 8_192;

    /** Copies the parameters. */
    Challenge {
        parameters = Map.copyOf(parameters);
    }

    /** Reads a {@code WWW-Authenticate} header; empty when it has no scheme that is known. */
    static Optional<Challenge> parse(String header) {
        Matcher start = START.matcher(header);
        if (header.length() > LONGEST || !start.find()) {
            return Optional.empty();
        }
        Map<String, String> parameters = new TreeMap<>();
        Matcher parameter = PARAMETER.matcher(header).region(start.end(), header.length());
        while (parameter.find()) {
            String value = parameter.group(2) == null ? parameter.group(3)
                : parameter.group(2).replaceAll("\\\\(.)", "$1");
            parameters.putIfAbsent(parameter.group(1).toLowerCase(Locale.ROOT), value);
        }
        return Optional.of(new Challenge(start.group(1).toLowerCase(Locale.ROOT), parameters));
    }

    boolean isBearer() {
        return scheme.equals("bearer");
    }

    /**
     * Returns where a token for pulling is got; empty when it is nowhere one may ask.
     *
     * @param plain whether it may be without TLS
     */
    Optional<URI> tokenAddress(String repository, boolean plain) {
        String realm = parameters.getOrDefault("realm", "");
        StringBuilder address = new StringBuilder(realm).append(realm.indexOf('?') < 0 ? '?' : '&').append("scope=")
            .append(encoded("repository:" + repository + ":pull"));
        if (parameters.containsKey("service")) {
            address.append("&service=").append(encoded(parameters.get("service")));
        }
        try {
            URI uri = URI.create(address.toString());
            boolean secure = "https".equalsIgnoreCase(uri.getScheme());
            return uri.getHost() != null && uri.getRawUserInfo() == null
                && (secure || plain && "http".equalsIgnoreCase(uri.getScheme())) ? Optional.of(uri) : Optional.empty();
        } catch (IllegalArgumentException e) {
            // No URL at all: there is nowhere to ask.
            return Optional.empty();
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
