-- Work that goes on after the answer to who asked for it. The number is the order in which it was asked for.
create table operation (
    number bigint generated always as identity,
    id varchar not null,
    action varchar not null,
    kind varchar not null,
    resource varchar not null,
    target varchar not null,
    state varchar not null,
    message varchar not null,
    error varchar,
    actor varchar not null,
    actor_name varchar not null,
    started_at timestamp with time zone not null,
    ended_at timestamp with time zone,
    constraint operation_pk primary key (number),
    constraint operation_id_uq unique (id)
);
create index operation_target_ix on operation (target, action, number);
create index operation_actor_ix on operation (actor, number);
create index operation_state_ix on operation (state, number);
create index operation_ended_ix on operation (ended_at);
