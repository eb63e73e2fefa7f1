/** Commands in instances. */
package io.leengine.cli.exec;
