package io.leengine.store;

import io.leengine.engine.domain.ResourceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A page of resources in the order of names, cut by key and not by offset, so that page 200 costs what page 1 does. Its
 * text takes four forms only, so that each stays prepared.
 *
 * @param columns {@code select … from …}
 * @param name the column that is paged by
 * @param open condition under which everybody sees a row; empty when nobody does but its members
 * @param kind of the members that see a row
 */
record Listing(String columns, String name, String open, ResourceKind kind) {
    /** Returns a page after a name. */
    <T> List<T> page(Statements sql, Row.Mapper<T> mapper, Optional<String> member, String search,
            Optional<String> after, int limit) {
        StringBuilder text = new StringBuilder(columns).append(" where ").append(name).append(" > ?");
        List<Object> arguments = new ArrayList<>(List.of(after.orElse("")));
        if (!search.isEmpty()) {
            text.append(" and ").append(name).append(" like ? escape '!'");
            arguments.add("%" + escaped(search) + "%");
        }
        if (member.isPresent()) {
            text.append(" and (").append(open).append(open.isEmpty() ? "" : " or ").append("""
                exists (select 1 from member m where m.kind = ? and m.resource = id and m.user_id = ?))""");
            arguments.addAll(List.of(kind, member.get()));
        }
        text.append(" order by ").append(name).append(" limit ?");
        arguments.add(limit);
        return sql.list(text.toString(), mapper, arguments.toArray());
    }

    private static String escaped(String search) {
        return search.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }
}
