/** What commands print: tables, JSON, YAML, names, and lines of progress. */
package io.leengine.cli.output;
