/** Which engine a command talks to, and as whom. */
package io.leengine.cli.context;
