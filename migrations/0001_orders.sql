-- Why: what the broker keeps of the hospital (architecture.md, Model): patient, visit, imaging service
-- request, requested procedure, scheduled step.
-- An empty text is "no value"; NULL is used only where a type has no empty value (instants, dates).
-- Person names are DICOM PN text. Natural keys are unique and never change: rows are locked by them, written
-- by them. An order has none: it is its row.

create table patient (
    id                bigint generated always as identity primary key,
    patient_id        text collate "C" not null check (patient_id <> ''),
    issuer            text collate "C" not null,
    other_ids         text[] not null,
    other_issuers     text[] not null,
    name              text not null,
    name_folded       text collate "C" not null,
    birth_date        date,
    sex               text not null check (sex in ('', 'M', 'F', 'O')),
    allergies         text not null,
    medical_alerts    text not null,
    special_needs     text not null,
    pregnancy_status  text not null,
    weight_kg         text not null,
    size_m            text not null,
    comments          text not null,
    name_since        timestamptz not null default clock_timestamp(),
    unique (patient_id, issuer),
    check (cardinality(other_ids) = cardinality(other_issuers))
);
create index patient_by_folded_name on patient (name_folded);

-- Names that a patient had before: a modality that asked for its worklist under one of them may still send it
-- (interop.md 6). Kept here, whoever changes the name. clock_timestamp(), not now(): the patient's row is locked
-- by whoever writes the name or a step, so these instants follow the order of the commits.
create table former_name (
    id              bigint generated always as identity primary key,
    patient_id      bigint not null references patient,
    name            text not null,
    in_force_from   timestamptz not null,
    in_force_until  timestamptz not null
);
create index former_name_of_patient on former_name (patient_id);

create function keep_former_name() returns trigger language plpgsql as $$
begin
    new.name_since := clock_timestamp();
    if old.name <> '' then
        insert into former_name (patient_id, name, in_force_from, in_force_until)
        values (old.id, old.name, old.name_since, new.name_since);
    end if;
    return new;
end $$;
create trigger patient_keeps_former_names before update of name on patient
    for each row when (old.name <> new.name) execute function keep_former_name();

-- A visit without a number stands for "where the patient is now".
create table visit (
    id                   bigint generated always as identity primary key,
    patient_id           bigint not null references patient,
    number               text collate "C" not null,
    issuer               text collate "C" not null,
    location             text not null,
    institution          text not null,
    referring_physician  text not null,
    confidentiality      text not null,
    patient_state        text not null,
    unique (patient_id, number, issuer)
);

create table imaging_order (
    id                    bigint generated always as identity primary key,
    patient_id            bigint not null references patient,
    sender                text not null,
    visit_number          text collate "C" not null,
    visit_issuer          text collate "C" not null,
    requesting_physician  text not null,
    requesting_service    text not null,
    requested_at          timestamptz check (isfinite(requested_at)),
    -- Another order may have one of its Study Instance UIDs: where to look for two items of one study. Of orders only
    -- that have an open step which has not expired.
    shares_study          boolean not null,
    told_since            timestamptz not null  -- its timeline begins here
);
create index imaging_order_sharing_study on imaging_order (id) where shares_study;
create index imaging_order_of_patient on imaging_order (patient_id);

-- The accession number of an order and those it had before: a RIS may give it late, or change it, and devices go
-- on naming the one they were shown. Only a number in force is unique.
create table order_accession (
    order_id    bigint not null references imaging_order,
    number      text collate "C" not null check (number <> ''),
    issuer      text collate "C" not null,
    is_current  boolean not null,
    primary key (order_id, number, issuer)
);
create unique index order_accession_in_force on order_accession (number, issuer) where is_current;
create unique index order_accession_one_in_force on order_accession (order_id) where is_current;
create index order_accession_by_number on order_accession (number);

-- The order that a person means by a number: the one that has it, else the latest that had it.
create function order_named(number text, issuer text) returns bigint language sql stable as $$
    select a.order_id
    from order_accession a
    where a.number = $1 collate "C" and a.issuer = $2 collate "C"
    order by a.is_current desc, a.order_id desc
    limit 1
$$;

create table requested_procedure (
    id                   bigint generated always as identity primary key,
    order_id             bigint not null references imaging_order,
    procedure_id         text collate "C" not null,
    study                text collate "C" not null,
    study_was_generated  boolean not null,
    description          text not null,
    code_value           text not null,
    code_scheme          text not null,
    code_meaning         text not null,
    priority             text not null check (priority in ('', 'STAT', 'HIGH', 'ROUTINE', 'MEDIUM', 'LOW')),
    transport            text not null,
    reason               text not null,
    comments             text not null,
    clinical_information text not null,
    unique (order_id, procedure_id)
);
create index requested_procedure_of_study on requested_procedure (study);
create index requested_procedure_by_id on requested_procedure (procedure_id);

-- The newest MSH-7 of what a sender said of an order: tells whether a message is older. Kept apart from the
-- messages, which are forgotten.
create table order_news (
    order_id    bigint not null references imaging_order,
    sender      text not null,
    said_at     timestamptz not null,
    primary key (order_id, sender)
);

-- The same of a patient, told without naming an order (ADT).
create table patient_news (
    patient_id  bigint not null references patient,
    sender      text not null,
    said_at     timestamptz not null,
    primary key (patient_id, sender)
);

create table scheduled_step (
    id                    bigint generated always as identity primary key,
    procedure_id          bigint not null references requested_procedure,
    step_id               text collate "C" not null unique check (step_id <> ''),
    status                text not null check (status in ('SCHEDULED', 'ARRIVED', 'READY', 'STARTED', 'DEPARTED',
                              'COMPLETED', 'DISCONTINUED', 'CANCELLED', 'ON_HOLD')),
    withheld              boolean not null,
    created_at            timestamptz not null default clock_timestamp(),
    doubted_at            timestamptz,  -- when it was last withheld
    expired_at            timestamptz,  -- when its day was too long past: on no worklist since
    placer_number         text collate "C" not null,
    placer_issuer         text collate "C" not null,
    filler_number         text collate "C" not null,
    filler_issuer         text collate "C" not null,
    modality              text not null,
    stations              text[] not null,
    station_name          text not null,
    location              text not null,
    start_at              timestamptz check (isfinite(start_at)),
    local_date            date,
    all_day               boolean not null,
    performing_physician  text not null,
    description           text not null,
    protocol_value        text not null,
    protocol_scheme       text not null,
    protocol_meaning      text not null,
    comments              text not null,
    -- Fields as the RIS sent them, which status messages repeat.
    ordered_pid_3         text not null,
    ordered_pid_18        text not null,
    ordered_pv1_19        text not null,
    ordered_orc_2         text not null,
    ordered_orc_3         text not null,
    ordered_obr_2         text not null,
    ordered_obr_3         text not null,
    ordered_obr_4         text not null,
    ordered_obr_18        text not null,
    ordered_obr_19        text not null,
    ordered_obr_20        text not null,
    ordered_obr_24        text not null,
    ordered_obr_44        text not null,
    ordered_zds           text not null
);
create index scheduled_step_of_procedure on scheduled_step (procedure_id);
create index scheduled_step_by_placer on scheduled_step (placer_number) where placer_number <> '';
create index scheduled_step_by_filler on scheduled_step (filler_number) where filler_number <> '';
create index scheduled_step_by_start on scheduled_step (start_at);
create index scheduled_step_open on scheduled_step (start_at)
    where expired_at is null and status in ('SCHEDULED', 'ARRIVED', 'READY', 'STARTED');
create index scheduled_step_expired on scheduled_step (start_at)
    where expired_at is not null and status in ('SCHEDULED', 'ARRIVED', 'READY', 'STARTED');

-- A step never moves to another order: two senders that use one SPS ID must not share a row.
create function refuse_another_parent() returns trigger language plpgsql as $$
begin
    raise exception '% % belongs to another parent', tg_table_name, old.id
        using errcode = 'check_violation', constraint = 'parent_is_final';
end $$;
create trigger scheduled_step_parent_is_final before update on scheduled_step
    for each row when (old.procedure_id <> new.procedure_id) execute function refuse_another_parent();

create function note_the_doubt() returns trigger language plpgsql as $$
begin
    new.doubted_at := clock_timestamp();
    return new;
end $$;
create trigger scheduled_step_is_added_in_doubt before insert on scheduled_step
    for each row when (new.withheld) execute function note_the_doubt();
create trigger scheduled_step_notes_the_doubt before update of withheld on scheduled_step
    for each row when (new.withheld and not old.withheld) execute function note_the_doubt();

-- Numbers that people look at, kept by whoever changes them: counting would read more every year. Each change is
-- a row, so that nobody waits for anybody; now and then the rows are put together. `hour` is given where only the
-- last day counts.
create table tally (
    name    text not null,
    hour    timestamptz,
    change  bigint not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

create function count_in() returns trigger language plpgsql as $$
begin
    insert into tally (name, change) values (tg_argv[0], 1);
    return null;
end $$;

create function count_out() returns trigger language plpgsql as $$
begin
    insert into tally (name, change) values (tg_argv[0], -1);
    return null;
end $$;

-- Open steps that no worklist shows because two patients claim their order, until they expire.
create function is_withheld_and_open(step scheduled_step) returns boolean language sql immutable as $$
    select step.withheld and step.expired_at is null and step.status not in ('COMPLETED', 'DISCONTINUED', 'CANCELLED')
$$;
create trigger withheld_step_is_counted after insert on scheduled_step
    for each row when (is_withheld_and_open(new)) execute function count_in('withheld step');
create trigger withheld_step_comes after update on scheduled_step
    for each row when (is_withheld_and_open(new) and not is_withheld_and_open(old))
    execute function count_in('withheld step');
create trigger withheld_step_goes after update on scheduled_step
    for each row when (is_withheld_and_open(old) and not is_withheld_and_open(new))
    execute function count_out('withheld step');
create trigger withheld_step_is_removed after delete on scheduled_step
    for each row when (is_withheld_and_open(old)) execute function count_out('withheld step');
