-- Whether an operator wants a cell's traffic with the other cells. An engine of before knows nothing of it and drains none.
alter table part add column drained boolean default false not null;
