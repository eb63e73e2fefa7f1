-- Whether an operator wants a cell's traffic with the other cells. An engine of before knows nothing of it and drains none.
alter table part add column drained boolean default false not null;
-- After how many failed health checks a process that was ready is restarted; 0 for never, as before.
alter table app_version add column health_restart_after integer default 0 not null;
