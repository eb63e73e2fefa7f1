/** Completion in shells: thin scripts that ask this command line, which asks the engine for names. */
package io.leengine.cli.completion;
