package io.leengine.rest.view;

import io.leengine.engine.LogIns;

/** An identity provider. */
@Doc("An identity provider one can log in at.")
public record ProviderView(@Doc("The name of its part.") String name, @Doc("What people read.") String title,
        @Doc("Whether it is given name and password, with `POST /sessions` and its name as `provider`.") boolean passwords,
        @Doc("Whether a browser is sent there, with `POST /log-ins`.") boolean redirects) {
    /** Returns the view. */
    public static ProviderView of(LogIns.Provider provider) {
        return new ProviderView(provider.name(), provider.title(), provider.passwords(), provider.redirects());
    }
}
