package io.leengine.engine.sim;

import io.leengine.engine.Selection;
import io.leengine.engine.access.Resource;
import io.leengine.engine.domain.AccessToken;
import io.leengine.engine.domain.Activity;
import io.leengine.engine.domain.ActivityFilter;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.CodeBuild;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.ImageGroup;
import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.NamedMember;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.domain.Swap;
import io.leengine.engine.domain.User;
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
import io.leengine.engine.store.Viewer;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** One transaction's view of a {@link MemoryStore}: users, members, parts and the journal; the rest beside it. */
final class MemorySession implements Session {
    final MemoryStore.State state;
    private final boolean writable;

    MemorySession(MemoryStore.State state, boolean writable) {
        this.state = state;
        this.writable = writable;
    }

    void writes() {
        if (!writable) {
            throw new IllegalStateException("A write in a read");
        }
    }

    void unique(boolean taken, String field, String what) {
        writes();
        if (taken) {
            throw new EngineException(ErrorCode.ALREADY_EXISTS, what + " exists already.").withField(field);
        }
    }

    /** Part of a list of resources, and one more; it does not filter by image and group. */
    <T> List<T> page(Collection<T> all, Function<T, Resource> resource, Function<T, Instant> createdAt,
            Selection selection, Viewer viewer) {
        Comparator<T> byName = Comparator.comparing(each -> resource.apply(each).name());
        Comparator<T> up = selection.order().byTime() ? Comparator.comparing(createdAt).thenComparing(byName) : byName;
        Optional<Selection.Place> after = selection.after();
        return all.stream().sorted(selection.order().down() ? up.reversed() : up)
            .filter(each -> sees(resource.apply(each), selection, viewer))
            .filter(each -> resource.apply(each).name().contains(selection.page().search()))
            .dropWhile(each -> after.isPresent() && !beyond(createdAt.apply(each), resource.apply(each).name(),
                after.get(), selection.order().down()))
            .limit(selection.page().limit() + 1).toList();
    }

    private static boolean beyond(Instant createdAt, String name, Selection.Place place, boolean down) {
        int times = place.createdAt().map(createdAt::compareTo).orElse(0);
        int order = times != 0 ? times : name.compareTo(place.name());
        return down ? order < 0 : order > 0;
    }

    private boolean sees(Resource resource, Selection selection, Viewer viewer) {
        Optional<Role> role = members().role(resource.kind(), resource.id(), viewer.user());
        return selection.isPublic().filter(wanted -> wanted != resource.isPublic()).isEmpty()
            && selection.least().map(least -> role.filter(own -> own.compareTo(least) >= 0).isPresent())
                .orElse(viewer.all() || resource.isPublic() || role.isPresent());
    }

    void deleteMembers(ResourceKind kind, String resource) {
        state.members.keySet().removeIf(key -> key.startsWith(kind + "/" + resource + "/"));
    }

    @Override
    public UserRows users() {
        return new Users();
    }

    @Override
    public LogInRows logIns() {
        return new MemoryLogIns(this);
    }

    @Override
    public ApplicationRows applications() {
        return new MemoryApplications(this);
    }

    @Override
    public DomainRows domains() {
        return new MemoryDomains(this);
    }

    @Override
    public ImageRows images() {
        return new MemoryImages(this);
    }

    @Override
    public ManifestRows manifests() {
        return new MemoryManifests(this);
    }

    @Override
    public TagRuleRows tagRules() {
        return new MemoryTagRules(this);
    }

    @Override
    public ImageGroupRows imageGroups() {
        return new MemoryImageGroups(this);
    }

    @Override
    public BuildRows builds() {
        return new MemoryBuilds(this);
    }

    @Override
    public MemberRows members() {
        return new Members();
    }

    @Override
    public PartRows parts() {
        return new MemoryParts(this);
    }

    @Override
    public OperationRows operations() {
        return new MemoryOperations(this);
    }

    @Override
    public CollectionRows collections() {
        return new MemoryCollections(this);
    }

    @Override
    public SwapRows swaps() {
        return new Swaps();
    }

    @Override
    public QuotaRows quotas() {
        return new MemoryQuotas(this);
    }

    @Override
    public StatisticsRows statistics() {
        return new MemoryStatistics(this);
    }

    @Override
    public KeyRows keys() {
        return new MemoryKeys(this);
    }

    @Override
    public JournalRows journal() {
        return new Journal();
    }

    @Override
    public OwnershipRows ownership() {
        return new MemoryOwnership(this);
    }

    private final class Users implements UserRows {
        @Override
        public void insert(User user) {
            unique(byName(user.name()).isPresent(), "name", user.name());
            state.users.put(user.id(), user);
        }

        @Override
        public Optional<User> byName(String name) {
            return state.users.values().stream().filter(user -> user.name().equals(name)).findFirst();
        }

        @Override
        public Optional<User> byId(String id) {
            return Optional.ofNullable(state.users.get(id));
        }

        @Override
        public Optional<User> lockByName(String name) {
            writes();
            return byName(name);
        }

        @Override
        public List<User> lockAdministrators() {
            writes();
            return state.users.values().stream().filter(user -> user.administrator() && !user.disabled()).toList();
        }

        @Override
        public void update(User user) {
            writes();
            state.users.replace(user.id(), user);
        }

        @Override
        public void delete(String id) {
            writes();
            state.users.remove(id);
            state.tokens.values().removeIf(token -> token.user().equals(id));
            state.members.values().removeIf(member -> member.user().equals(id));
            state.accounts.values().removeIf(account -> account.user().equals(id));
            state.attempts.values().removeIf(attempt -> attempt.user().equals(Optional.of(id)));
        }

        @Override
        public List<Owned> owned(String user) {
            return owned(user, false);
        }

        @Override
        public List<Owned> ownedAlone(String user) {
            return owned(user, true);
        }

        private List<Owned> owned(String user, boolean alone) {
            return state.members.values().stream().filter(member -> member.role() == Role.OWNER)
                .filter(member -> member.user().equals(user))
                .filter(member -> !alone || state.members.values().stream().noneMatch(other -> other.role() == Role.OWNER
                    && other.expiresAt().isEmpty() && other.kind() == member.kind()
                    && other.resource().equals(member.resource()) && !other.user().equals(user)))
                .map(member -> new Owned(member.kind(), name(member.kind(), member.resource())))
                .toList();
        }

        private String name(ResourceKind kind, String id) {
            return switch (kind) {
                case APPLICATION -> state.applications.values().stream().filter(each -> each.id().equals(id))
                    .map(Application::name).findFirst().orElse(id);
                case IMAGE -> state.images.values().stream().filter(each -> each.id().equals(id)).map(Image::repository)
                    .findFirst().orElse(id);
                case IMAGE_GROUP -> state.groups.values().stream().filter(each -> each.id().equals(id))
                    .map(ImageGroup::name).findFirst().orElse(id);
                default -> state.builds.values().stream().filter(each -> each.id().equals(id)).map(CodeBuild::name)
                    .findFirst().orElse(id);
            };
        }

        @Override
        public List<User> list(String search, Optional<String> afterName, int limit) {
            return state.users.values().stream().sorted(Comparator.comparing(User::name))
                .filter(user -> user.name().contains(search))
                .filter(user -> afterName.isEmpty() || user.name().compareTo(afterName.get()) > 0).limit(limit).toList();
        }

        @Override
        public void setPassword(String id, String passwordHash) {
            writes();
            state.users.computeIfPresent(id, (key, user) -> new User(id, user.name(), passwordHash, user.administrator(),
                user.createdAt(), user.email(), user.disabled(), user.credentialsSince()));
        }

        @Override
        public void insert(AccessToken token) {
            writes();
            state.tokens.put(token.id(), token);
        }

        @Override
        public Optional<AccessToken> tokenByHash(String secretHash) {
            return state.tokens.values().stream().filter(token -> token.secretHash().equals(secretHash)).findFirst();
        }

        @Override
        public Optional<AccessToken> token(String id) {
            return Optional.ofNullable(state.tokens.get(id));
        }

        @Override
        public List<AccessToken> deployTokens(ResourceKind kind, String resource) {
            return state.tokens.values().stream().filter(token -> deploys(token, kind, resource))
                .sorted(Comparator.comparing(AccessToken::createdAt).reversed()).toList();
        }

        private static boolean deploys(AccessToken token, ResourceKind kind, String resource) {
            return token.deploy() && token.reach().covers(kind, resource);
        }

        @Override
        public void setUsed(String id, Instant at) {
            writes();
            state.tokens.computeIfPresent(id, (key, it) -> new AccessToken(id, it.user(), it.name(), it.secretHash(),
                it.session(), it.createdAt(), it.expiresAt(), it.reach(), it.createdBy(), it.address(), it.parent(),
                Optional.of(at)));
        }

        @Override
        public boolean deleteDeployToken(ResourceKind kind, String resource, String id) {
            writes();
            return token(id).filter(token -> deploys(token, kind, resource)).isPresent() && remove(id);
        }

        /** With those it made, as the foreign key has it. */
        private boolean remove(String id) {
            boolean there = state.tokens.remove(id) != null;
            state.tokens.values().stream().filter(token -> token.parent().equals(Optional.of(id))).map(AccessToken::id)
                .toList().forEach(this::remove);
            return there;
        }

        @Override
        public List<AccessToken> tokens(String user) {
            return state.tokens.values().stream().filter(token -> token.user().equals(user))
                .sorted(Comparator.comparing(AccessToken::createdAt).reversed()).toList();
        }

        @Override
        public boolean deleteToken(String user, String id) {
            writes();
            return token(id).filter(token -> token.user().equals(user)).isPresent() && remove(id);
        }

        @Override
        public void deleteExpired(Instant before) {
            writes();
            state.tokens.values().removeIf(token -> token.expiresAt().filter(end -> end.isBefore(before)).isPresent());
        }
    }

    private final class Members implements MemberRows {
        @Override
        public void put(Member member) {
            writes();
            state.members.put(member.kind() + "/" + member.resource() + "/" + member.user(), member);
        }

        @Override
        public Optional<Member> find(ResourceKind kind, String resource, String user) {
            return Optional.ofNullable(state.members.get(kind + "/" + resource + "/" + user));
        }

        @Override
        public Optional<Role> role(ResourceKind kind, String resource, String user) {
            Stream<Member> own = find(kind, resource, user).stream();
            Stream<Member> byGroup = Optional.ofNullable(kind == ResourceKind.IMAGE ? state.images.get(resource) : null)
                .flatMap(Image::group).flatMap(name -> imageGroups().byName(name))
                .flatMap(group -> find(ResourceKind.IMAGE_GROUP, group.id(), user)).stream();
            return Stream.concat(own, byGroup).filter(member -> !member.ended(Instant.now())).map(Member::role)
                .max(Comparator.naturalOrder());
        }

        @Override
        public List<Member> list(ResourceKind kind, String resource) {
            return state.members.values().stream()
                .filter(member -> member.kind() == kind && member.resource().equals(resource)).toList();
        }

        @Override
        public List<NamedMember> named(ResourceKind kind, String resource, String search, Optional<String> afterName,
                int limit) {
            return list(kind, resource).stream().map(member -> new NamedMember(member,
                    users().byId(member.user()).map(User::name).orElse(member.user()), member.ended(Instant.now())))
                .filter(member -> member.name().contains(search) && member.name().compareTo(afterName.orElse("")) > 0)
                .sorted(Comparator.comparing(NamedMember::name)).limit(limit).toList();
        }

        @Override
        public void delete(ResourceKind kind, String resource, String user) {
            writes();
            state.members.remove(kind + "/" + resource + "/" + user);
        }
    }

    private final class Swaps implements SwapRows {
        @Override
        public long nextNumber() {
            return state.swaps.isEmpty() ? 1 : state.swaps.lastKey() + 1;
        }

        @Override
        public void insert(Swap swap) {
            unique(state.swaps.containsKey(swap.number()), "number", "Swap " + swap.number());
            state.swaps.put(swap.number(), swap);
        }

        @Override
        public void update(Swap swap) {
            writes();
            state.swaps.replace(swap.number(), swap);
        }

        @Override
        public Optional<Swap> find(long number) {
            return Optional.ofNullable(state.swaps.get(number));
        }

        @Override
        public List<Swap> running() {
            return state.swaps.values().stream().filter(swap -> swap.state() == Swap.State.RUNNING).toList();
        }

        @Override
        public List<Swap> list(String subject, long before, int limit) {
            return state.swaps.headMap(before, false).descendingMap().values().stream()
                .filter(swap -> subject.isEmpty() || swap.subject().equals(subject)).limit(limit).toList();
        }
    }

    private final class Journal implements JournalRows {
        @Override
        public void append(Activity each) {
            writes();
            long last = state.activity.isEmpty() ? 0 : state.activity.getLast().id();
            state.activity.add(each.numbered(last + 1));
        }

        @Override
        public List<Activity> activity(ActivityFilter filter, long before, int limit) {
            return state.activity.reversed().stream().filter(each -> each.id() < before).filter(filter::passes)
                .limit(limit).toList();
        }

        @Override
        public List<Activity> activityFrom(ActivityFilter filter, Optional<Activity> after, int limit) {
            Comparator<Activity> order = Comparator.comparing(Activity::at).thenComparing(Activity::id);
            return state.activity.stream().sorted(order).filter(filter::passes)
                .filter(each -> after.isEmpty() || order.compare(each, after.get()) > 0).limit(limit).toList();
        }

        @Override
        public int deleteActivity(Instant before, int limit) {
            writes();
            List<Activity> old = state.activity.stream().filter(each -> each.at().isBefore(before)).limit(limit).toList();
            state.activity.removeAll(old);
            return old.size();
        }

        @Override
        public Optional<Answered> answered(String actor, String key) {
            return Optional.ofNullable(state.answered.get(actor + "/" + key));
        }

        @Override
        public void insert(String actor, String key, Answered answered) {
            unique(answered(actor, key).isPresent(), "key", key);
            state.answered.put(actor + "/" + key, answered);
        }

        @Override
        public void deleteAnswered(Instant before) {
            writes();
            state.answered.values().removeIf(each -> each.at().isBefore(before));
        }

        @Override
        public Optional<byte[]> key(String purpose) {
            return Optional.ofNullable(state.keys.get(purpose)).map(byte[]::clone);
        }

        @Override
        public void insertKey(String purpose, byte[] key) {
            unique(state.keys.containsKey(purpose), "purpose", purpose);
            state.keys.put(purpose, key.clone());
        }
    }
}
