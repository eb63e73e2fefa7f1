/** The command line. It knows an engine by its REST API only. */
package io.leengine.cli;
