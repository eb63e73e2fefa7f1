/** Applications and versions as desired. */
package io.leengine.engine.application;
