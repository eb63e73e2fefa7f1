/** Smoke tests of what is exported: the folder is started as a user would start it. */
package io.leengine.distro;
