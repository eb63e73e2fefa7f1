/** The builder of Maven projects and Dockerfiles, in process. */
package io.leengine.builder.maven;
