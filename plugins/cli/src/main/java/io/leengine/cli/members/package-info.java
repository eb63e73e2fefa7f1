/** The members of resources. */
package io.leengine.cli.members;
