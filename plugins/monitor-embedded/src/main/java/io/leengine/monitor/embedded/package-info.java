/**
 * The embedded monitor. Samples are kept in memory and appended to a log for each hour they lie in; hours that are over
 * become blocks, in which the points of a series lie together, so a long query reads little.
 */
package io.leengine.monitor.embedded;
