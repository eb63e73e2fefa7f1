/** Code builds and their runs. */
package io.leengine.cli.builds;
