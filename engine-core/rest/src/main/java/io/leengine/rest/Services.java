package io.leengine.rest;

import io.leengine.engine.Activities;
import io.leengine.engine.Applications;
import io.leengine.engine.Bundles;
import io.leengine.engine.CodeBuilds;
import io.leengine.engine.Identity;
import io.leengine.engine.ImageGroups;
import io.leengine.engine.Images;
import io.leengine.engine.Members;
import io.leengine.engine.Operations;
import io.leengine.engine.Platform;

/** The engine's services at this moment; each accessor throws {@code UNAVAILABLE} while its service is absent. */
public interface Services {
    /** Returns applications. */
    Applications applications();

    /** Returns images. */
    Images images();

    /** Returns image groups. */
    ImageGroups imageGroups();

    /** Returns the members of resources. */
    Members members();

    /** Returns code builds. */
    CodeBuilds codeBuilds();

    /** Returns who somebody is. */
    Identity identity();

    /** Returns who did what. */
    Activities activities();

    /** Returns work that goes on. */
    Operations operations();

    /** Returns what the platform is made of. */
    Bundles bundles();

    /** Returns the boss side. */
    Platform platform();
}
