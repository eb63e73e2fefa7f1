package io.leengine.store;

import io.leengine.engine.Selection;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.store.Viewer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Parts of a list of resources, cut by key and not by offset, so that page 200 costs what page 1 does.
 *
 * <p>What is public and what one is a member of are asked for apart and put together: the first follows the index of
 * the order, the second starts from one's memberships. So neither the number of resources nor how few of them one may
 * see matters much. In one query with "or", a database would walk past everything that one may not see.
 *
 * @param columns {@code select … from …}
 * @param name the column of the name
 * @param open what tells whether everybody sees a row; empty when nobody does but its members
 * @param kind of the resources
 * @param image the column of the image; empty for none
 * @param group the column of the group; empty for none
 */
record Listing(String columns, String name, Optional<Openness> open, ResourceKind kind, String image, String group) {
    /**
     * A column that tells what is public.
     *
     * @param column the column
     * @param value what it is for what is public
     */
    record Openness(String column, boolean value) {
    }

    // Joined, and not "in": H2 asks such a query again for each row.
    private static final String BY_MEMBERSHIP = """
        join (select m.resource as held from member m where m.user_id = ? and m.kind = ? and m.role = any(?)
            and (m.expires_at is null or m.expires_at > current_timestamp)) own on own.held = id""";
    private static final String BY_GROUP = """
        join (select g.name as held from member m join image_group g on g.id = m.resource
            where m.user_id = ? and m.kind = ? and m.role = any(?)
            and (m.expires_at is null or m.expires_at > current_timestamp)) own on own.held = image_group""";

    /** One query of those that are put together. */
    private static final class Query {
        private final StringBuilder text;
        private final List<Object> arguments = new ArrayList<>();
        private String word = " where ";
        private String pinned = "";

        Query(String columns) {
            text = new StringBuilder(columns);
        }

        void join(String table, Object... values) {
            text.append(' ').append(table);
            arguments.addAll(Arrays.asList(values));
        }

        void and(String condition, Object... values) {
            text.append(word).append(condition);
            arguments.addAll(Arrays.asList(values));
            word = " and ";
        }

        /** Lets only one value of the column through; it leads the order, so that an index that begins with it fits. */
        void pin(String column, boolean value, String direction) {
            and(column + " = ?", value);
            pinned = column + direction + ", ";
        }
    }

    /** Returns a part of a list and one row more, as far as there is one. */
    <T> List<T> page(Statements sql, Row.Mapper<T> mapper, Selection selection, Viewer viewer) {
        String direction = selection.order().down() ? " desc" : "";
        String order = (selection.order().byTime() ? "created_at" + direction + ", " : "") + name + direction;
        int limit = selection.page().limit() + 1;
        List<Query> queries = queries(selection, viewer, direction);
        List<String> texts = new ArrayList<>();
        List<Object> arguments = new ArrayList<>();
        for (Query query : queries) {
            narrow(query, selection);
            texts.add(query.text + " order by " + query.pinned + order + " limit ?");
            arguments.addAll(query.arguments);
            arguments.add(limit);
        }
        if (texts.size() == 1) {
            return sql.list(texts.getFirst(), mapper, arguments.toArray());
        }
        arguments.add(limit);
        return sql.list("(" + String.join(") union (", texts) + ") order by " + order + " limit ?", mapper,
            arguments.toArray());
    }

    private List<Query> queries(Selection selection, Viewer viewer, String direction) {
        List<Query> queries = new ArrayList<>();
        if (viewer.all() && selection.least().isEmpty()) {
            queries.add(new Query(columns));
        } else {
            List<String> roles = Arrays.stream(Role.values())
                .filter(role -> role.compareTo(selection.least().orElse(Role.GUEST)) >= 0).map(Role::name).toList();
            add(queries, BY_MEMBERSHIP, viewer.user(), kind, roles);
            if (kind == ResourceKind.IMAGE) {
                add(queries, BY_GROUP, viewer.user(), ResourceKind.IMAGE_GROUP, roles);
            }
        }
        open.ifPresent(openness -> {
            selection.isPublic().ifPresent(wanted -> queries.forEach(query ->
                query.pin(openness.column(), wanted == openness.value(), direction)));
            if (!viewer.all() && selection.least().isEmpty() && selection.isPublic().orElse(true)) {
                Query query = new Query(columns);
                query.pin(openness.column(), openness.value(), direction);
                queries.add(query);
            }
        });
        return queries;
    }

    private void add(List<Query> queries, String membership, Object... values) {
        Query query = new Query(columns);
        query.join(membership, values);
        queries.add(query);
    }

    private void narrow(Query query, Selection selection) {
        selection.image().filter(value -> !image.isEmpty()).ifPresent(value -> query.and(image + " = ?", value));
        selection.group().filter(value -> !group.isEmpty()).ifPresent(value -> query.and(group + " = ?", value));
        if (!selection.page().search().isEmpty()) {
            query.and(name + " like ? escape '!'", containing(selection.page().search()));
        }
        selection.after().ifPresent(place -> {
            String beyond = selection.order().down() ? "<" : ">";
            if (place.createdAt().isPresent()) {
                // The first condition says nothing new; an index of the order can start from it.
                query.and("created_at " + beyond + "= ? and (created_at " + beyond + " ? or " + name + " " + beyond
                    + " ?)", place.createdAt().get(), place.createdAt().get(), place.name());
            } else {
                query.and(name + " " + beyond + " ?", place.name());
            }
        });
    }

    /** Returns the pattern, with "!" as its escape, of what contains a text; names are in lower case. */
    static String containing(String search) {
        return "%" + search.toLowerCase(Locale.ROOT).replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
    }
}
