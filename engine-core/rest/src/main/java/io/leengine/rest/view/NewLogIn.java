package io.leengine.rest.view;

import java.util.Optional;

/** A log-in at an identity provider. */
@Doc("A log-in at an identity provider. Either `landing`, when a browser asks, or `port`, when a terminal does.")
public record NewLogIn(@Doc(value = "The name of the provider.", example = "company", longest = 63) String provider,
        @Doc(value = "The path of this engine where the browser goes in the end.", example = "/console/",
            longest = 500)
        Optional<String> landing,
        @Doc(value = "The port of 127.0.0.1 where the terminal waits for the browser with the code.", least = 1,
            most = 65_535) Optional<Integer> port) {
}
