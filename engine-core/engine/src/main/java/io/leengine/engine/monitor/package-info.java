/** What is measured of instances. */
package io.leengine.engine.monitor;
