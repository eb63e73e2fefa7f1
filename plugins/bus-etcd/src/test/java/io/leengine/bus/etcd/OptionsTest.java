package io.leengine.bus.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.tck.Certificates;
import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be set, and what is said of what may not. */
class OptionsTest {
    @TempDir
    static Path folder;
    private static Certificates certificates;

    @BeforeAll
    static void issue() throws Exception {
        certificates = new Certificates(folder).issue("one", "").issue("other", "");
    }

    /** Settings as a configuration has them. */
    private record Given(Map<String, String> values) implements Settings {
        Given(String... pairs) {
            this(new HashMap<>());
            for (int i = 0; i < pairs.length; i += 2) {
                values.put(pairs[i], pairs[i + 1]);
            }
        }

        @Override
        public String leengine_name() {
            return "main";
        }

        @Override
        public String endpoints() {
            return values.get("endpoints");
        }

        @Override
        public String prefix() {
            return values.getOrDefault("prefix", Options.PREFIX);
        }

        @Override
        public String ca() {
            return values.get("ca");
        }

        @Override
        public String certificate() {
            return values.get("certificate");
        }

        @Override
        public String key() {
            return values.get("key");
        }

        @Override
        public String user() {
            return values.get("user");
        }

        @Override
        public String password() {
            return values.get("password");
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return Settings.class;
        }
    }

    private static void refused(String field, String... pairs) {
        EngineException error = assertThrows(EngineException.class, () -> Options.of(new Given(pairs)));
        assertEquals(ErrorCode.INVALID, error.code());
        assertEquals(field, error.field().orElseThrow(), error.getMessage());
        assertFalse(error.getMessage().contains("PRIVATE KEY-----"));
    }

    @Test
    void membersAreNamedByTheirAddresses() {
        Options options = Options.of(new Given("endpoints", "https://10.0.0.1:2379, https://etcd-2.example:2380/"));
        assertEquals("[10.0.0.1:2379, etcd-2.example:2380]", options.endpoints().toString());
        assertTrue(options.encryption().isPresent());
        assertEquals("leengine:", options.keys().prefix());
        assertTrue(Options.of(new Given("endpoints", "http://10.0.0.1:2379")).encryption().isEmpty());
        for (String wrong : new String[] {"", " ", "10.0.0.1:2379", "https://10.0.0.1", "https://:2379", "ftp://a:1", "https://a:0",
            "https://u:p@a:1", "https://a:1/v3", "https://a:1?x=y", "https://a:1,", "https://a:1,http://b:1",
            "https://a:1,https://a:1", "https://a b:1", "https://a:99999"}) {
            refused("endpoints", "endpoints", wrong);
        }
    }

    @Test
    void prefixesDoNotBeginWithOneAnother() {
        for (String good : new String[] {"", "leengine:", "/platforms/a.b-c_d:"}) {
            assertEquals(good, Options.of(new Given("endpoints", "http://a:1", "prefix", good)).keys().prefix());
        }
        for (String wrong : new String[] {"leengine", ":", "a:b:", "a b:", "\u00e4:"}) {
            refused("prefix", "endpoints", "http://a:1", "prefix", wrong);
        }
    }

    @Test
    void certificatesAndKeysAreReadAndMatched() throws Exception {
        String one = certificates.certificate("one");
        String key = certificates.key("one");
        Options options = Options.of(new Given("endpoints", "https://a:1", "ca", certificates.authority(), "certificate",
            one + certificates.authority(), "key", key));
        assertTrue(options.encryption().orElseThrow().identity() != null);
        refused("ca", "endpoints", "https://a:1", "ca", "nothing");
        refused("ca", "endpoints", "https://a:1", "ca", one.replace("MII", "!!!"));
        refused("key", "endpoints", "https://a:1", "certificate", one);
        refused("certificate", "endpoints", "https://a:1", "key", key);
        refused("key", "endpoints", "https://a:1", "certificate", one, "key", certificates.key("other"));
        refused("key", "endpoints", "https://a:1", "certificate", one, "key", key.replace("PRIVATE", "EC PRIVATE"));
        refused("key", "endpoints", "https://a:1", "certificate", one, "key", key.replace("M", "!"));
        refused("endpoints", "endpoints", "http://a:1", "ca", certificates.authority());
    }

    @Test
    void userAndPasswordGoTogether() {
        refused("password", "endpoints", "http://a:1", "user", "me");
        refused("user", "endpoints", "http://a:1", "password", "secret");
        Options options = Options.of(new Given("endpoints", "http://a:1", "user", "me", "password", "secret\n"));
        assertEquals("secret", options.password());
        assertFalse(options.toString().contains("secret"));
    }
}
