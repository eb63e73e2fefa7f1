-- A member's row has the name of the resource, which never changes: an index by it gives a page of what one is a member of
-- without reading all that one is a member of.
alter table member add column resource_name varchar;
update member set resource_name = case kind
    when 'APPLICATION' then (select a.name from application a where a.id = member.resource)
    when 'IMAGE' then (select i.repository from image i where i.id = member.resource)
    when 'IMAGE_GROUP' then (select g.name from image_group g where g.id = member.resource)
    else (select b.name from code_build b where b.id = member.resource) end;
-- What is left of a resource that has gone is nobody's.
delete from member where resource_name is null;
alter table member alter column resource_name set not null;
drop index member_user_ix;
create index member_user_ix on member (user_id, kind, resource_name);
