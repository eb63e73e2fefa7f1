/** Address ranges kept on the bus: every address is given by compare-and-set, so many processes may share it. */
package io.leengine.network.local;
