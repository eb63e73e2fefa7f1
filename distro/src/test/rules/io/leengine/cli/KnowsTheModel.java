package io.leengine.cli;

import io.leengine.model.Digest;

class KnowsTheModel {
    Digest digest;

    void prints() {
        System.out.println(digest);
    }
}
