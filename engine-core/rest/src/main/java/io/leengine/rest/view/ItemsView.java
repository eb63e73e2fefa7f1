package io.leengine.rest.view;

import java.util.List;
import java.util.Optional;

/**
 * Part of a list.
 *
 * @param items in order
 * @param next where the next part begins, if there is one
 */
public record ItemsView(List<?> items, Optional<String> next) {
}
