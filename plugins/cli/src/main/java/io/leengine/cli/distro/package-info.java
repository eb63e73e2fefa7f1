/** Commands about distributions. */
package io.leengine.cli.distro;
