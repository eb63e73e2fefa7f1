package io.leengine.rest.view;

/** Who a user is at an identity provider. */
@Doc("Who a user is at an identity provider.")
public record NewAccount(
        @Doc(value = "The provider's own, unchanging name for the person.", example = "248289761001",
            longest = 255) String subject) {
}
