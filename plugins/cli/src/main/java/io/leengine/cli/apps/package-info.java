/** Applications: their versions, instances, traffic, events and metrics. */
package io.leengine.cli.apps;
