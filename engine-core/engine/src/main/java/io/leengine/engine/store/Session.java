package io.leengine.engine.store;

import org.osgi.annotation.versioning.ProviderType;

/** One transaction's view of the store; for one thread, within {@link Store.Work} only. */
@ProviderType
public interface Session {
    /** Returns users and their tokens. */
    UserRows users();

    /** Returns what log-in keeps besides. */
    LogInRows logIns();

    /** Returns applications, versions and evictions. */
    ApplicationRows applications();

    /** Returns settings of domains, and certificates. */
    DomainRows domains();

    /** Returns images and pushes. */
    ImageRows images();

    /** Returns what manifests say, and pulls. */
    ManifestRows manifests();

    /** Returns the rules for tags. */
    TagRuleRows tagRules();

    /** Returns image groups. */
    ImageGroupRows imageGroups();

    /** Returns code builds, runs and their logs. */
    BuildRows builds();

    /** Returns members. */
    MemberRows members();

    /** Returns configured parts. */
    PartRows parts();

    /** Returns changes of what the platform is made of. */
    SwapRows swaps();

    /** Returns limits and what is used of them. */
    QuotaRows quotas();

    /** Returns how often things were done. */
    StatisticsRows statistics();

    /** Returns work that goes on after its answer. */
    OperationRows operations();

    /** Returns collections of the registry, and when its blobs were last relied upon. */
    CollectionRows collections();

    /** Returns activity, requests already answered, and keys. */
    JournalRows journal();

    /** Returns the keys that sign tokens. */
    KeyRows keys();

    /** Returns the engines on this database, and what each owns. */
    OwnershipRows ownership();
}
