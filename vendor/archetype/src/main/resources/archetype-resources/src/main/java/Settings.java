package @package@;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * What can be set on a part made of this plugin. Each method is a setting: its name is the key (an underscore becomes a
 * dot), its type is checked, what has no default must be given. A secret has {@code type = AttributeType.PASSWORD}: the
 * platform seals it and never shows it.
 */
@ObjectClassDefinition(name = "@artifactId@", description = "@seam@, in memory.")
public @interface Settings {
    /** The plugin's id, for whoever configures it. */
    String PID = "@pid@";

    /** The part's name; the platform always sets it. */
    @AttributeDefinition(name = "Name", description = "Names this part.")
    String leengine_name();

    /** An example. */
    @AttributeDefinition(name = "Greeting", required = false, description = "Logged when the part comes up.")
    String greeting() default "";
}
