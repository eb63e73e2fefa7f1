-- The other registry that an image group caches; the password is sealed.
create table image_source (
    group_id varchar not null,
    url varchar not null,
    username varchar not null,
    password varchar not null,
    freshness_millis bigint not null,
    constraint image_source_pk primary key (group_id)
);
