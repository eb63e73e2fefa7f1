/** What every route is made of: the table, a call, its answer, JSON, errors, preconditions, cursors. */
package io.leengine.rest.http;
