package io.leengine.notifier.webhook;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * What can be set on a part made of this plugin. The command line and the console draw their forms from it, and a value of
 * the wrong type does not get as far as the plugin. Each method is a setting: an underscore in its name is a dot in the
 * key, what has no default must be given.
 */
@ObjectClassDefinition(name = "Webhook notifier", description = "Posts each notice as JSON to an address, signed.")
public @interface Settings {
    /**
     * The plugin's id, by which parts are made of it. It begins with {@code io.leengine.} and the seam's package, by which
     * the platform knows what the plugin is for.
     */
    String PID = "io.leengine.notifier.webhook";

    /** The part's name. It must be here; the platform always sets it. */
    @AttributeDefinition(name = "Name", description = "Names this notifier.")
    String leengine_name();

    /** Where to post to. */
    @AttributeDefinition(name = "Address", description = "Where to post to, http or https.")
    String url();

    /**
     * What the signature is made with. {@code PASSWORD} makes it a secret: it is sealed in the database, no answer and no
     * log shows it.
     */
    @AttributeDefinition(name = "Secret", type = AttributeType.PASSWORD, description = "Signs what is posted "
        + "(HMAC-SHA256, header X-LeEngine-Signature); the receiver has the same.")
    String secret();

    /** How long to wait for the receiver, in milliseconds. */
    @AttributeDefinition(name = "Time-out", required = false, min = "100", max = "60000",
        description = "How long to wait for the receiver, in milliseconds.")
    int timeout_millis() default 5_000;
}
