package io.leengine.rest.http;

import io.leengine.engine.Selection;
import io.leengine.engine.access.Permission;
import io.leengine.engine.domain.Role;
import io.leengine.model.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Collects what makes a {@link Route}; {@link #handledBy} ends it. */
public final class RouteDraft {
    /** How many items of a list are wanted. */
    public static final Parameter LIMIT = Parameter.integer("limit", 1, 1_000, 50, "How many items at most.");
    /** As {@link #LIMIT}, for lists that are short by nature. */
    public static final Parameter LIMIT_WHOLE =
        Parameter.integer("limit", 1, 1_000, 1_000, "How many items at most.");
    /** Where a list goes on. */
    public static final Parameter AFTER = Parameter.text("after", Cursors.LONGEST,
        "Where to go on: `next` of the page before, of the same list.");
    /** Whether a request is only tried. */
    public static final Parameter DRY_RUN = Parameter.flag("dryRun", "Only tries it: everything is checked, nothing is "
        + "done, and the answer is what activity would say.");
    /** What names must contain. */
    public static final Parameter SEARCH = Parameter.text("search", "Only items whose name holds this.");

    /** In which order. */
    public static final Parameter SORT = Parameter.word("sort", List.of("name", "-name", "created", "-created"), "name",
        "By name or by time of creation; with `-`, the last or the newest first.");
    /** What everybody sees, or what only members see. */
    public static final Parameter VISIBILITY =
        Parameter.word("visibility", List.of("public", "private"), null, "Only public ones, or only private ones.");
    /** What one has a role on. */
    public static final Parameter ROLE = Parameter.word("role",
        Arrays.stream(Role.values()).map(role -> role.name().toLowerCase(Locale.ROOT)).toList(), null,
        "Only those on which one has this role or a higher one oneself; `guest` is all that one is a member of.");
    /** What uses an image. */
    public static final Parameter IMAGE = Parameter.text("image", "Only those with this image.");
    /** What is in a group. */
    public static final Parameter GROUP = Parameter.text("group", "Only those in this group.");
    /** What the words of {@link #SORT} stand for. */
    static final Map<String, Selection.Order> ORDERS = Map.of("name", Selection.Order.NAME, "-name",
        Selection.Order.NAME_DOWN, "created", Selection.Order.CREATED, "-created", Selection.Order.CREATED_DOWN);
    /** What says which part of a list is wanted. */
    static final Set<Parameter> PART = Set.of(LIMIT, LIMIT_WHOLE, AFTER);

    private final String id;
    private final String method;
    private final PathTemplate path;
    private final String tag;
    private final String summary;
    private final List<Parameter> query = new ArrayList<>();
    private final List<Content> contents = new ArrayList<>();
    private final Set<ErrorCode> errors = EnumSet.noneOf(ErrorCode.class);
    private String description = "";
    private Audience audience = Audience.of(Audience.Kind.UNDECLARED);
    private Class<? extends Record> body;
    private boolean upload;
    private int status = 200;
    private boolean etag;
    private boolean cacheable;
    private boolean location;
    private boolean operation;
    private IfMatch ifMatch = IfMatch.IGNORED;
    private String untried = "";
    private String socket = "";

    RouteDraft(String id, String method, String path, String tag, String summary) {
        this.id = id;
        this.method = method;
        this.path = PathTemplate.of(path);
        this.tag = tag;
        this.summary = summary;
    }

    /** Says more than the summary. */
    public RouteDraft described(String text) {
        description = text;
        return this;
    }

    /** Needs no log-in. */
    public RouteDraft open() {
        return audience(Audience.of(Audience.Kind.ANYONE));
    }

    /** Is for all who are logged in. */
    public RouteDraft users() {
        return audience(Audience.of(Audience.Kind.USERS));
    }

    /** Is for administrators. */
    public RouteDraft administrators() {
        return audience(Audience.of(Audience.Kind.ADMINISTRATORS));
    }

    /** Needs a permission on the resource it is about; one for each kind of resource it may be about. */
    public RouteDraft needs(Permission... permissions) {
        return audience(new Audience(Audience.Kind.MEMBERS, List.of(permissions)));
    }

    private RouteDraft audience(Audience value) {
        audience = value;
        return this;
    }

    /** Cannot be tried without doing it, or changes nothing anyway. */
    public RouteDraft untried(String why) {
        untried = why;
        return this;
    }

    /** Takes query parameters. */
    public RouteDraft query(Parameter... parameters) {
        query.addAll(Arrays.asList(parameters));
        return this;
    }

    /** Answers a part of a list. */
    public RouteDraft pageOf(Class<?> type) {
        return query(LIMIT, AFTER, SEARCH).itemsOf(type);
    }

    /** Answers a part of a list of resources, with filters. */
    public RouteDraft resourcesOf(Class<?> type, Parameter... filters) {
        return query(LIMIT, AFTER, SEARCH, SORT, ROLE).query(filters).itemsOf(type);
    }

    /** Answers a list that is short by nature: whole unless less is asked for. */
    public RouteDraft listOf(Class<?> type) {
        return query(LIMIT_WHOLE, AFTER, SEARCH).itemsOf(type);
    }

    /** Answers items, without the usual parameters of lists. */
    public RouteDraft itemsOf(Class<?> type) {
        contents.add(new Content(Content.JSON, type, true));
        return this;
    }

    /** Takes a body. */
    public RouteDraft body(Class<? extends Record> type) {
        body = type;
        return this;
    }

    /** Takes a file as its body. */
    public RouteDraft upload() {
        upload = true;
        return this;
    }

    /** Answers with a status. */
    public RouteDraft status(int value) {
        status = value;
        return this;
    }

    /** Answers a JSON object. */
    public RouteDraft returns(Class<?> type) {
        return returns(Content.JSON, type);
    }

    /** Answers in a form. */
    public RouteDraft returns(String mediaType, Class<?> type) {
        contents.add(new Content(mediaType, type, false));
        return this;
    }

    /** Answers something new, and says where it is. */
    public RouteDraft creates(Class<?> type) {
        location = true;
        return status(201).returns(type);
    }

    /** Answers with the revision. */
    public RouteDraft etag() {
        etag = true;
        return this;
    }

    /** Answers with a revision that tells all of the answer. */
    public RouteDraft cacheable() {
        cacheable = true;
        return etag();
    }

    /** Says where what was asked for will be. */
    public RouteDraft location() {
        location = true;
        return this;
    }

    /** Begins work that goes on, and names it. */
    public RouteDraft begins() {
        operation = true;
        return this;
    }

    /** Becomes a WebSocket with a subprotocol. */
    public RouteDraft socket(String protocol) {
        socket = protocol;
        return status(101);
    }

    /** Takes a revision. */
    public RouteDraft ifMatch(IfMatch value) {
        ifMatch = value;
        return this;
    }

    /** May go wrong in these ways too. */
    public RouteDraft errors(ErrorCode... codes) {
        Collections.addAll(errors, codes);
        return this;
    }

    /** Ends the line. */
    public Route handledBy(RouteHandler handler) {
        if (!method.equals("GET") && untried.isEmpty()) {
            query.add(DRY_RUN);
        }
        return new Route(id, method, path, tag, summary, description, audience, List.copyOf(query),
            Optional.ofNullable(body), upload, status, List.copyOf(contents), etag, cacheable, location, operation,
            ifMatch, untried, Collections.unmodifiableSet(errors),
            Optional.of(socket).filter(protocol -> !protocol.isEmpty()), handler);
    }
}
