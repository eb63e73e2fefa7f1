package io.leengine.bus.etcd;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What an operator sets for a bus that is etcd. */
@ObjectClassDefinition(name = "Bus on etcd",
    description = "Keys and leases of a platform whose engines and hosts are many, kept in etcd.")
@interface Settings {
    /** The property {@code leengine.name}. */
    @AttributeDefinition(name = "Name", description = "Names this bus.")
    String leengine_name();

    @AttributeDefinition(name = "Endpoints", description = "The addresses of etcd's members, joined by commas: "
        + "https://HOST:PORT, all of them or all http. Name every member, so that any of them may be lost.")
    String endpoints();

    @AttributeDefinition(name = "Prefix", required = false, description = "What every key begins with in etcd, so that "
        + "several platforms can share one: letters, digits, '/', '.', '_' and '-', and ':' at the end. Empty: nothing, for "
        + "an etcd that is this platform's alone.")
    String prefix() default Options.PREFIX;

    @AttributeDefinition(name = "CA", required = false, description = "The certificates that those of the members are signed "
        + "by, in PEM form; empty trusts what the Java platform trusts.")
    String ca() default "";

    @AttributeDefinition(name = "Certificate", required = false, description = "The client's certificate in PEM form, where "
        + "etcd asks for one.")
    String certificate() default "";

    @AttributeDefinition(name = "Key", required = false, type = AttributeType.PASSWORD, description = "The key of the client's "
        + "certificate in PEM form (PKCS #8).")
    String key() default "";

    @AttributeDefinition(name = "User", required = false, description = "The name of a user of etcd, where it has users.")
    String user() default "";

    @AttributeDefinition(name = "Password", required = false, type = AttributeType.PASSWORD, description = "The user's "
        + "password.")
    String password() default "";
}
