package io.leengine.rest;

import io.leengine.engine.Activities;
import io.leengine.engine.Applications;
import io.leengine.engine.Bundles;
import io.leengine.engine.Certificates;
import io.leengine.engine.CodeBuilds;
import io.leengine.engine.DeployTokens;
import io.leengine.engine.Domains;
import io.leengine.engine.Identity;
import io.leengine.engine.ImageGroups;
import io.leengine.engine.ImageSources;
import io.leengine.engine.ImageTags;
import io.leengine.engine.Images;
import io.leengine.engine.LogIns;
import io.leengine.engine.Members;
import io.leengine.engine.Operations;
import io.leengine.engine.Platform;
import io.leengine.engine.Quotas;
import io.leengine.engine.RegistryCollections;
import io.leengine.engine.SigningKeys;
import io.leengine.engine.Statistics;

/** The engine's services at this moment; each accessor throws {@code UNAVAILABLE} while its service is absent. */
public interface Services {
    /** Returns applications. */
    Applications applications();

    /** Returns the domains of applications. */
    Domains domains();

    /** Returns the certificates of load-balancer groups. */
    Certificates certificates();

    /** Returns images. */
    Images images();

    /** Returns tags and manifests of images one by one. */
    ImageTags imageTags();

    /** Returns image groups. */
    ImageGroups imageGroups();

    /** Returns the other registries that image groups cache. */
    ImageSources imageSources();

    /** Returns the members of resources. */
    Members members();

    /** Returns code builds. */
    CodeBuilds codeBuilds();

    /** Returns who somebody is. */
    Identity identity();

    /** Returns log-in at identity providers. */
    LogIns logIns();

    /** Returns the tokens of resources. */
    DeployTokens deployTokens();

    /** Returns the keys that sign the registry's tokens. */
    SigningKeys signingKeys();

    /** Returns who did what. */
    Activities activities();

    /** Returns limits and what is used of them. */
    Quotas quotas();

    /** Returns collections of the registry. */
    RegistryCollections collections();

    /** Returns how often things are done. */
    Statistics statistics();

    /** Returns work that goes on. */
    Operations operations();

    /** Returns what the platform is made of. */
    Bundles bundles();

    /** Returns the boss side. */
    Platform platform();
}
