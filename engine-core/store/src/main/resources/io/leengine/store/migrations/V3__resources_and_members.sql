-- Image groups; memberships that end; and indexes for lists by name and by age, of what is public and of what is not.
create table image_group (
    id varchar not null,
    name varchar not null,
    description varchar not null,
    created_at timestamp with time zone not null,
    created_by varchar not null,
    revision bigint not null,
    constraint image_group_pk primary key (id),
    constraint image_group_name_uq unique (name)
);
create index image_group_created_ix on image_group (created_at, name);

alter table image add column image_group varchar;
alter table image add constraint image_group_fk foreign key (image_group) references image_group (name);
create index image_group_ix on image (image_group);
create index image_created_ix on image (created_at, repository);
create index image_public_ix on image (is_public, repository);
create index image_public_created_ix on image (is_public, created_at, repository);

create index application_created_ix on application (created_at, name);
create index application_private_ix on application (is_private, name);
create index application_private_created_ix on application (is_private, created_at, name);

create index code_build_created_ix on code_build (created_at, name);
create index code_build_image_ix on code_build (image);

alter table member add column expires_at timestamp with time zone;
