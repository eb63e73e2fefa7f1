-- Pairs of keys that sign the registry's tokens, sealed. The number is what engines that would make the next one meet at.
create table signing_key (
    number bigint not null,
    id varchar not null,
    sealed_pair varchar not null,
    published_at timestamp with time zone not null,
    signs_from timestamp with time zone not null,
    constraint signing_key_number_uq unique (number)
);
