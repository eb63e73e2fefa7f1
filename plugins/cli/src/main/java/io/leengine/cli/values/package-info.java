/** Values that are typed: quantities, lengths of time, variables. */
package io.leengine.cli.values;
