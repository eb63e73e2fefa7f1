/** The launcher: a plain program that starts the framework on an exported distribution and ends it again. */
package io.leengine.launcher;
