package io.leengine.loadbalancer.embedded;

import io.leengine.model.Endpoint;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.Upstream;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A domain and its upstreams as they are kept: lines of words parted by blanks, texts percent-encoded, the last line
 * {@code end}.
 */
record StatedDomain(DomainSpec spec, List<Upstream> upstreams) {
    private static final String HEAD = "leengine-domain 1";
    private static final String END = "end";
    private static final int DOMAIN_WORDS = 5;
    private static final int UPSTREAM_WORDS = 7;

    StatedDomain {
        upstreams = List.copyOf(upstreams);
    }

    String format() {
        StringBuilder text = new StringBuilder(HEAD).append('\n');
        line(text, "domain", spec.host(), spec.requestTimeout().toMillis(), spec.connectTimeout().toMillis(),
            spec.bodyLimit());
        for (Upstream one : upstreams) {
            line(text, "upstream", one.endpoint().address(), one.endpoint().port(), one.weight(), one.version(),
                one.cell(), one.instance());
        }
        return text.append(END).append('\n').toString();
    }

    private static void line(StringBuilder text, String kind, Object... words) {
        text.append(kind);
        for (Object word : words) {
            text.append(' ').append(URLEncoder.encode(word.toString(), StandardCharsets.UTF_8));
        }
        text.append('\n');
    }

    /** Reads what {@link #format} wrote; anything else throws an {@link IllegalArgumentException}. */
    static StatedDomain parse(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() < 3 || !lines.getFirst().equals(HEAD) || !lines.getLast().equals(END)) {
            throw new IllegalArgumentException("It does not begin or end as it should.");
        }
        String[] domain = words(lines.get(1), "domain", DOMAIN_WORDS);
        DomainSpec spec = new DomainSpec(domain[1], Duration.ofMillis(Long.parseLong(domain[2])),
            Duration.ofMillis(Long.parseLong(domain[3])), Long.parseLong(domain[4]));
        List<Upstream> upstreams = new ArrayList<>();
        for (String line : lines.subList(2, lines.size() - 1)) {
            String[] words = words(line, "upstream", UPSTREAM_WORDS);
            upstreams.add(new Upstream(new Endpoint(words[1], Integer.parseInt(words[2])), Integer.parseInt(words[3]),
                words[4], words[5], words[6]));
        }
        return new StatedDomain(spec, upstreams);
    }

    private static String[] words(String line, String kind, int count) {
        String[] words = line.split(" ", -1);
        if (words.length != count || !words[0].equals(kind)) {
            throw new IllegalArgumentException("A line is not one of a " + kind + ".");
        }
        for (int i = 0; i < count; i++) {
            words[i] = URLDecoder.decode(words[i], StandardCharsets.UTF_8);
        }
        return words;
    }
}
