package io.leengine.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.felix.utils.manifest.Clause;
import org.apache.felix.utils.manifest.Parser;
import org.cyclonedx.model.License;
import org.cyclonedx.model.LicenseChoice;
import org.cyclonedx.util.LicenseResolver;

/**
 * A licence: an SPDX identifier, or else the name or the address that its holder gives it.
 *
 * @param id of SPDX; empty when it has none
 * @param name as given; empty when there is an id
 * @param url where it can be read; may be empty
 */
record Licence(String id, String name, String url) {
    private static final String EXTERNAL = "<<EXTERNAL>>";

    /** Says what the licence is, in one word where there is one. */
    String label() {
        return id.isEmpty() ? name.isEmpty() ? url : name : id;
    }

    /** Recognises licences; the same text is looked up once. */
    static final class Register {
        private final Map<String, Optional<String>> identifiers = new ConcurrentHashMap<>();

        /** Returns a licence by its name and address, either of which may be empty. */
        Licence of(String name, String url) {
            return identifier(name).or(() -> identifier(url)).map(id -> new Licence(id, "", ""))
                .orElseGet(() -> new Licence("", name, url));
        }

        /** Returns what the manifest header {@code Bundle-License} says. */
        List<Licence> ofHeader(String header) {
            if (identifier(header).isPresent()) {
                return List.of(of(header, ""));
            }
            List<Licence> licences = new ArrayList<>();
            for (Clause clause : Parser.parseHeader(header)) {
                String name = clause.getName().replace("\"", "").trim();
                String link = Optional.ofNullable(clause.getAttribute("link")).orElse("");
                if (!name.equals(EXTERNAL) || !link.isEmpty()) {
                    licences.add(name.startsWith("http") ? of("", name) : of(name.equals(EXTERNAL) ? "" : name, link));
                }
            }
            return licences;
        }

        private Optional<String> identifier(String text) {
            return text.isBlank() ? Optional.empty() : identifiers.computeIfAbsent(text.trim(), Register::resolve);
        }

        private static Optional<String> resolve(String text) {
            LicenseChoice choice = LicenseResolver.resolve(text, false);
            if (choice == null || choice.getLicenses() == null || choice.getLicenses().size() != 1) {
                return Optional.empty();
            }
            return Optional.ofNullable(choice.getLicenses().getFirst()).map(License::getId);
        }
    }
}
