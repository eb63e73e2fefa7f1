package io.leengine.rest.view;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/** One value; in JSON an array of the two. */
@Doc("A time in milliseconds since 1970 and the value then.")
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
@JsonPropertyOrder({"at", "value"})
public record PointView(@Doc("Milliseconds since 1970.") long at, double value) {
}
