/** Dockerfiles: parsed, and turned into a plan of layers and settings that needs no container to carry out. */
package io.leengine.builder.maven.dockerfile;
