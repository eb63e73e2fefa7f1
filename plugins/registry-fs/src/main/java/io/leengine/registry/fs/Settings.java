package io.leengine.registry.fs;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What an operator sets for a registry storage on a file system. */
@ObjectClassDefinition(name = "Registry storage: file system",
    description = "Keeps the blobs, manifests and tags of the registry in a folder of this machine.")
public @interface Settings {
    /** The configured name. */
    @AttributeDefinition(name = "Name", description = "What this storage is called, for example 'main'.")
    String leengine_name() default "main";

    /** The folder. */
    @AttributeDefinition(name = "Folder", description = "An absolute path on one local file system with room for all "
        + "images. It is made when it is not there. The engine must be the only one that writes to it.")
    String folder();
}
