/** Domains of applications, and certificates of the groups that serve them. */
package io.leengine.cli.domains;
