#include "store/pg_audit.h"
#include "store/pg_records.h"

namespace mwl::store {
namespace {

const Sql kDevices(R"sql(
    select d.id, d.ae, d.networks, d.zone, d.charset, d.modality, d.description, d.enabled, d.own_worklist_only,
        d.hide_started, d.strict_mpps, d.always_ff00, d.answer_limit
    from device d
    order by d.ae)sql");
constexpr std::size_t kDeviceWidth = 13;

const Sql kVersion("select version from devices_version");

// A device that is the same already is not touched: the version (a trigger) rises with changes only.
const Sql kSaveDevice(R"sql(
    insert into device as d (ae, networks, zone, charset, modality, description, enabled, own_worklist_only,
        hide_started, strict_mpps, always_ff00, answer_limit)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    on conflict (ae) do update
    set networks = excluded.networks, zone = excluded.zone, charset = excluded.charset,
        modality = excluded.modality, description = excluded.description, enabled = excluded.enabled,
        own_worklist_only = excluded.own_worklist_only, hide_started = excluded.hide_started,
        strict_mpps = excluded.strict_mpps, always_ff00 = excluded.always_ff00,
        answer_limit = excluded.answer_limit
    where (d.networks, d.zone, d.charset, d.modality, d.description, d.enabled, d.own_worklist_only,
           d.hide_started, d.strict_mpps, d.always_ff00, d.answer_limit)
        is distinct from
          (excluded.networks, excluded.zone, excluded.charset, excluded.modality, excluded.description,
           excluded.enabled, excluded.own_worklist_only, excluded.hide_started, excluded.strict_mpps,
           excluded.always_ff00, excluded.answer_limit))sql");

Params params_of(const Device& device) {
    Params params = Params().text(device.ae.str()).texts(device.networks).text(device.zone);
    params.text(device.charset).text(device.modality).text(device.description).flag(device.enabled);
    params.flag(device.own_worklist_only).flag(device.hide_started).flag(device.strict_mpps);
    params.flag(device.always_ff00).number(device.answer_limit);
    return params;
}

Device read_device(Row& row) {
    Device device;
    device.row.value = row.number();
    device.ae = AeTitle(row.text());
    device.networks = row.texts();
    device.zone = row.text();
    device.charset = row.text();
    device.modality = row.text();
    device.description = row.text();
    device.enabled = row.flag();
    device.own_worklist_only = row.flag();
    device.hide_started = row.flag();
    device.strict_mpps = row.flag();
    device.always_ff00 = row.flag();
    device.answer_limit = static_cast<int>(row.number());
    return device;
}

}  // namespace

std::vector<Device> all_devices(const Runner& runner) {
    std::vector<Device> devices;
    for (const auto& values : runner.query({kDevices, kDeviceWidth})) {
        Row row(values);
        devices.push_back(read_device(row));
    }
    return devices;
}

std::int64_t version_of_devices(const Runner& runner) { return Row(runner.ask(kVersion).at(0)).number(); }

int save_devices(const Runner& runner, const std::vector<Device>& devices, const Act& act) {
    std::vector<Command> commands;
    for (const auto& device : devices) commands.push_back({kSaveDevice, params_of(device)});
    std::string titles;
    for (const auto& device : devices) titles += (titles.empty() ? "" : ", ") + device.ae.str();
    commands.push_back(record_of(act, "device import", "", titles));
    auto answers = runner.transact(std::move(commands));
    answers.pop_back();
    std::int64_t changed = 0;
    for (const auto& answer : answers) changed += answer.touched;
    return static_cast<int>(changed);
}

}  // namespace mwl::store
