package io.leengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leengine.engine.Page;
import io.leengine.engine.Selection;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.store.Viewer;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of what an older engine has written, on any database. */
abstract class SchemaContract extends QuotaContract {
    /** Closes the store and opens it again. */
    abstract void reopen();

    @Test
    void namesTheMembershipsThatAnOlderEngineHasWritten() throws Exception {
        write(s -> {
            s.users().insert(Samples.user("ann"));
            s.applications().insert(Samples.application("one", true));
            s.images().insert(Samples.image("team/x", false));
            s.members().put(Samples.member(ResourceKind.APPLICATION, "a-one", "u-ann", Role.OWNER));
            s.members().put(Samples.member(ResourceKind.IMAGE, "i-team/x", "u-ann", Role.OWNER));
        });
        try (Connection connection = connection(); Statement statement = connection.createStatement()) {
            statement.execute("delete from schema_history where script like 'V8%' or script like 'V9%' or script like 'V10%'"
                + " or script like 'V11%' or script like 'V12%' or script like 'V13%' or script like 'V14%'");
            statement.execute("drop table blob_use");
            statement.execute("drop table blob_use_since");
            statement.execute("drop table registry_collection");
            statement.execute("drop table signing_key");
            statement.execute("drop table image_source");
            for (String table : List.of("tag_rules", "image_pull", "image_reference", "image_manifest")) {
                statement.execute("drop table " + table);
            }
            statement.execute("drop index image_push_digest_ix");
            statement.execute("drop index image_indexed_ix");
            statement.execute("alter table image drop column indexed_at");
            statement.execute("alter table operation_count drop constraint operation_count_pk");
            statement.execute("drop index operation_count_image_ix");
            statement.execute("alter table operation_count drop column image_id");
            statement.execute("alter table operation_count drop column image");
            statement.execute("alter table operation_count add constraint operation_count_pk primary key (counted_on,"
                + " operation, actor_id, application_id, cell)");
            statement.execute("drop table domain_settings");
            statement.execute("drop table certificate");
            statement.execute("alter table part drop column drained");
            statement.execute("alter table app_version drop column health_restart_after");
            statement.execute("drop index member_user_ix");
            statement.execute("alter table member drop column resource_name");
            statement.execute("create index member_user_ix on member (user_id, kind)");
            statement.execute("""
                insert into member (kind, resource, user_id, role, since)
                values ('CODE_BUILD', 'b-gone', 'u-ann', 'OWNER', current_timestamp)
                """);
        }
        reopen();
        Selection all = Selection.of(Page.Request.first(9));
        Viewer ann = new Viewer("u-ann", false);
        assertEquals("a-one", read(s -> s.applications().list(all, ann)).getFirst().id());
        assertEquals("i-team/x", read(s -> s.images().list(all, ann)).getFirst().id());
        assertEquals(List.of(), read(s -> s.members().list(ResourceKind.CODE_BUILD, "b-gone")));
    }
}
