package io.leengine.cli;

import picocli.CommandLine.IVersionProvider;

/** Tells the product's version, as the archive says. */
public final class ProductVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Main.class.getPackage().getImplementationVersion();
        return new String[] {"leengine " + (version == null ? "development" : version)};
    }
}
