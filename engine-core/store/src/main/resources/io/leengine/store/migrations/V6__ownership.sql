-- The engines on this database. Keys of the reconcilers fall into shards, each with at most one owner. An engine lives as
-- long as its counter goes on; no times are compared.
create table engine (
    id varchar not null,
    place varchar not null,
    name varchar not null,
    beat bigint not null,
    started_at timestamp with time zone not null,
    constraint engine_pk primary key (id)
);

create table shard (
    number integer not null,
    engine varchar,
    constraint shard_pk primary key (number),
    constraint shard_engine_fk foreign key (engine) references engine (id) on delete set null
);
insert into shard (number)
select high.n * 16 + low.n
from (values (0), (1), (2), (3), (4), (5), (6), (7)) high (n),
    (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13), (14), (15)) low (n);

-- What keeps an application from being as desired, as its owner told last.
create table key_problem (
    problem_key varchar not null,
    message varchar not null,
    constraint key_problem_pk primary key (problem_key)
);

-- Bundles belong to an engine's data folder: in which one a swap is done.
alter table swap add column place varchar;
