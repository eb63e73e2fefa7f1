/** The bodies of requests and answers. The names of their components are the API's and stay. */
package io.leengine.rest.view;
