package io.leengine.scheduler.local;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What an operator sets for a local cell. */
@ObjectClassDefinition(name = "Local cell",
    description = "Runs images as sandboxed processes on the machine of the engine.")
@interface Settings {
    /** The property {@code leengine.name}. */
    @AttributeDefinition(name = "Cell", description = "The cell's name: lower-case letters, digits and hyphens.")
    String leengine_name();

    @AttributeDefinition(name = "Folder", description = "Absolute path of the folder for state, images and logs. Each "
        + "cell has one of its own.")
    String folder();

    @AttributeDefinition(name = "Ports", description = "Range of ports on 127.0.0.1 that instances are given, first "
        + "and last. Each cell needs a range of its own.")
    String ports() default "20000-20999";

    @AttributeDefinition(name = "Node", required = false, description = "Name of this machine in the cell; empty takes "
        + "the machine's host name.")
    String node() default "";

    @AttributeDefinition(name = "Processor time", description = "What the machine has for instances, in thousandths of "
        + "a processor; 0 takes all there is.", min = "0", type = AttributeType.LONG)
    long cpuMillis() default 0;

    @AttributeDefinition(name = "Memory", description = "What the machine has for instances, in bytes; 0 takes all "
        + "there is.", min = "0", type = AttributeType.LONG)
    long memoryBytes() default 0;

    @AttributeDefinition(name = "Log size", description = "An instance's log is turned when it is longer than this, in "
        + "bytes.", min = "1024", type = AttributeType.LONG)
    long logBytes() default 10_485_760;

    @AttributeDefinition(name = "Logs kept", description = "How many turned logs of an instance are kept beside the "
        + "one it writes.", min = "0", max = "100")
    int logFiles() default 3;
}
