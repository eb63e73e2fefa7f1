package io.leengine.store;

import io.leengine.engine.store.ApplicationRows;
import io.leengine.engine.store.BuildRows;
import io.leengine.engine.store.CollectionRows;
import io.leengine.engine.store.DomainRows;
import io.leengine.engine.store.ImageGroupRows;
import io.leengine.engine.store.ImageRows;
import io.leengine.engine.store.JournalRows;
import io.leengine.engine.store.KeyRows;
import io.leengine.engine.store.LogInRows;
import io.leengine.engine.store.ManifestRows;
import io.leengine.engine.store.MemberRows;
import io.leengine.engine.store.OperationRows;
import io.leengine.engine.store.OwnershipRows;
import io.leengine.engine.store.PartRows;
import io.leengine.engine.store.QuotaRows;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.StatisticsRows;
import io.leengine.engine.store.SwapRows;
import io.leengine.engine.store.TagRuleRows;
import io.leengine.engine.store.UserRows;

/** All rows over the statements of one transaction. */
record SqlSession(Statements sql) implements Session {
    @Override
    public UserRows users() {
        return new SqlUsers(sql);
    }

    @Override
    public LogInRows logIns() {
        return new SqlLogIns(sql);
    }

    @Override
    public ApplicationRows applications() {
        return new SqlApplications(sql);
    }

    @Override
    public DomainRows domains() {
        return new SqlDomains(sql);
    }

    @Override
    public ImageRows images() {
        return new SqlImages(sql);
    }

    @Override
    public ManifestRows manifests() {
        return new SqlManifests(sql);
    }

    @Override
    public TagRuleRows tagRules() {
        return new SqlTagRules(sql);
    }

    @Override
    public ImageGroupRows imageGroups() {
        return new SqlImageGroups(sql);
    }

    @Override
    public BuildRows builds() {
        return new SqlBuilds(sql);
    }

    @Override
    public MemberRows members() {
        return new SqlMembers(sql);
    }

    @Override
    public PartRows parts() {
        return new SqlParts(sql);
    }

    @Override
    public OperationRows operations() {
        return new SqlOperations(sql);
    }

    @Override
    public CollectionRows collections() {
        return new SqlCollections(sql);
    }

    @Override
    public SwapRows swaps() {
        return new SqlSwaps(sql);
    }

    @Override
    public QuotaRows quotas() {
        return new SqlQuotas(sql);
    }

    @Override
    public StatisticsRows statistics() {
        return new SqlStatistics(sql);
    }

    @Override
    public JournalRows journal() {
        return new SqlJournal(sql);
    }

    @Override
    public KeyRows keys() {
        return new SqlKeys(sql);
    }

    @Override
    public OwnershipRows ownership() {
        return new SqlOwnership(sql);
    }
}
