package io.leengine.engine;

import java.util.*;

public class Careless {
    void careless() {
        try {
            System.out.println(new ArrayList<String>());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        try {
            careless();
            // catches all: the sample shows that a reason is enough
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) { // catches all: as above
            throw new IllegalStateException(e);
        }
    }
}
