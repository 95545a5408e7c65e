-- Why: status messages leave through an outbox that is written in the transaction of the fact it tells, in
-- order per (destination, order), each transition of an ORC/OBR group once (invariant 7). The timeline is what a person reads
-- about one order; it is only ever appended to.

create table outbox (
    id             bigint generated always as identity primary key,
    destination    text not null check (destination <> ''),
    order_key      text collate "C" not null,
    step_id        text collate "C" not null,
    order_id       bigint references imaging_order,
    performed_id   bigint references performed_step,
    transition     text not null check (transition in ('in progress', 'completed', 'discontinued',
                       'back to scheduled')),
    control_id     text not null check (control_id <> ''),
    payload        bytea not null,
    state          text not null check (state in ('waiting', 'sending', 'sent', 'parked', 'dead')),
    attempts       integer not null check (attempts >= 0),
    created_at     timestamptz not null,
    due_at         timestamptz not null,
    claimed_until  timestamptz,
    claimant       text not null,
    last_error     text not null,
    ack            text not null,
    unique (destination, control_id),
    unique (destination, order_key, step_id, performed_id, transition),
    check ((state = 'sending') = (claimed_until is not null)),
    check (order_id is not null or performed_id is not null)
);
create index outbox_unsettled on outbox (destination, order_key, id)
    where state in ('waiting', 'sending', 'parked');
create index outbox_by_state on outbox (state);

-- What was rendered is what is sent, for ever; sent is the end.
create function refuse_change_of_outbound_message() returns trigger language plpgsql as $$
begin
    raise exception 'outbound message % cannot change', old.id
        using errcode = 'check_violation', constraint = 'outbox_bytes_are_final';
end $$;
create trigger outbox_bytes_are_final before update on outbox
    for each row when (old.state = 'sent' or new.payload <> old.payload or new.control_id <> old.control_id
                       or new.destination <> old.destination or new.order_key <> old.order_key)
    execute function refuse_change_of_outbound_message();
create trigger outbox_is_kept before delete on outbox
    for each row execute function refuse_change_of_outbound_message();

create table timeline (
    id            bigint generated always as identity primary key,
    at            timestamptz not null,
    order_id      bigint references imaging_order,
    event         text not null check (event <> ''),
    detail        text not null,
    message_id    bigint references message,
    performed_id  bigint references performed_step,
    outbox_id     bigint references outbox
);
create index timeline_of_order on timeline (order_id, id);

create function refuse_change_of_timeline() returns trigger language plpgsql as $$
begin
    raise exception 'timeline is only appended to'
        using errcode = 'check_violation', constraint = 'timeline_is_append_only';
end $$;
create trigger timeline_is_append_only before update or delete on timeline
    for each row execute function refuse_change_of_timeline();
