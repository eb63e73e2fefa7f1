/** The main job, shown on a real application. */
package io.leengine.cli.demo;
