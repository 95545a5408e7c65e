-- Why: time passes, months come and are forgotten. Each function is one bounded piece of work; who calls it limits
-- how long it waits for a lock, so that nobody waits long for it (faults.md F20).

-- The months that this table lacks: this one and three ahead, and the oldest one that has rows in the default
-- partition.
create function months_wanted(of_table text) returns setof timestamptz language plpgsql stable set timezone = 'UTC' as $$
declare
    by_column text := (select m.column_name from monthly m where m.table_name = of_table);
begin
    return query
    select month
    from generate_series(date_trunc('month', now(), 'UTC'), now() + interval '3 months', interval '1 month') as month
    where to_regclass(month_named(of_table, month)) is null;
    return query execute format(
        'select date_trunc(''month'', min(%I), ''UTC'') from %I having min(%I) is not null',
        by_column, of_table || '_default', by_column);
end $$;

-- Drops the oldest month of a table that ended at or before `until`; its name, or null if there is none. `asked_at`:
-- by the clock of whoever asks. Clocks that disagree forget nothing.
create function forget_month(of_table text, until timestamptz, asked_at timestamptz) returns text language plpgsql
set timezone = 'UTC' as $$
declare
    oldest record;
begin
    if asked_at not between now() - interval '1 day' and now() + interval '1 day' then
        raise exception 'the clocks of the broker (%) and of the database (%) disagree: nothing is forgotten', asked_at,
            now();
    end if;
    select m.name, m.month into oldest from months_of(of_table) m limit 1;
    if not found or (oldest.month at time zone 'UTC' + interval '1 month') at time zone 'UTC' > until then
        return null;
    end if;
    execute format('drop table %I', oldest.name);
    return oldest.name;
end $$;
