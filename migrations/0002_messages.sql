-- Why: every received message is kept as its bytes with exactly one disposition, and everything that was done
-- because of it refers to it (invariants 1 to 3).

create table message (
    id               bigint generated always as identity primary key,
    receipt          text not null unique check (receipt <> ''),
    received_at      timestamptz not null,
    peer             text not null,
    raw              bytea not null,
    sender           text not null,
    sent_at          text not null,
    control_id       text not null,
    body_digest      text not null,
    type             text not null,
    sent_instant     timestamptz,
    disposition      text not null check (disposition in ('applied', 'duplicate', 'stale', 'ignored', 'rejected',
                         'quarantined')),
    ack_code         text not null,
    problem_code     text,
    problem_where    text,
    problem_what     text,
    reason           text not null,
    duplicate_of     bigint references message,
    check ((problem_code is null) = (problem_where is null) and (problem_code is null) = (problem_what is null))
);
-- Hashed: a foreign MSH-10 may be longer than an index entry can be.
create index message_by_identity on message (hashtextextended(sender || '|' || control_id || '|' || sent_at, 0));
create index message_by_disposition on message (disposition);

-- Which messages were applied to an order, or made its patient doubtful: tells whether another one is older.
create table order_message (
    order_id    bigint not null references imaging_order,
    message_id  bigint not null references message,
    primary key (order_id, message_id)
);

-- Which messages told of a patient without naming an order (ADT): the same question for patients.
create table patient_message (
    patient_id  bigint not null references patient,
    message_id  bigint not null references message,
    primary key (patient_id, message_id)
);

create table mapping_note (
    id          bigint generated always as identity primary key,
    order_id    bigint not null references imaging_order,
    message_id  bigint references message,
    kind        text not null,
    target      text not null,
    source      text not null,
    rule        text not null
);
create index mapping_note_of_order on mapping_note (order_id, id);
