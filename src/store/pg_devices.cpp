#include "store/pg_audit.h"
#include "store/pg_records.h"
#include "store/policy_json.h"

namespace mwl::store {
namespace {

const Sql kDevices(R"sql(
    select d.id, d.ae, d.networks, d.modality, d.description, d.enabled,
        array(select p.key from jsonb_each(d.policies) p order by p.key),
        array(select p.value::text from jsonb_each(d.policies) p order by p.key)
    from device d
    order by d.ae)sql");
constexpr std::size_t kDeviceWidth = 8;

const Sql kVersion("select version from devices_version");

// Every change of a device, also one made by hand in psql, raises the version in the same transaction: while
// this row is locked, no device changes.
const Sql kHoldDevices(R"sql(
    select v.version
    from devices_version v
    for update)sql");

// A device that is the same already is not touched: the version (a trigger) rises with changes only.
const Sql kSaveDevice(R"sql(
    insert into device as d (ae, networks, modality, description, enabled, policies)
    values ($1, $2, $3, $4, $5, $6::jsonb)
    on conflict (ae) do update
    set networks = excluded.networks, modality = excluded.modality, description = excluded.description,
        enabled = excluded.enabled, policies = excluded.policies
    where (d.networks, d.modality, d.description, d.enabled, d.policies)
        is distinct from
          (excluded.networks, excluded.modality, excluded.description, excluded.enabled,
           excluded.policies))sql");

const Sql kRemoveDevice(R"sql(
    delete from device d
    where d.ae = $1)sql");

Params params_of(const Device& device) {
    Params params = Params().text(device.ae.str()).texts(device.networks).text(device.modality);
    params.text(device.description).flag(device.enabled).text(json_of_policies(device));
    return params;
}

Device read_device(Row& row) {
    Device device;
    device.row.value = row.number();
    device.ae = AeTitle(row.text());
    device.networks = row.texts();
    device.modality = row.text();
    device.description = row.text();
    device.enabled = row.flag();
    const auto keys = row.texts();
    take_policies(device, written_policies(keys, row.texts()));
    return device;
}

std::vector<Device> devices_in(const Rows& rows) {
    std::vector<Device> devices;
    for (const auto& values : rows) {
        Row row(values);
        devices.push_back(read_device(row));
    }
    return devices;
}

}  // namespace

std::vector<Device> all_devices(const Runner& runner) {
    return devices_in(runner.query({kDevices, kDeviceWidth}));
}

std::int64_t version_of_devices(const Runner& runner) { return Row(runner.ask(kVersion).at(0)).number(); }

void change_devices(const Runner& runner, std::string_view what, const Act& act, const DeviceEdit& edit) {
    runner.transact({kHoldDevices, kDevices}, [&](const std::vector<Answer>& answers) {
        const auto changes = edit(devices_in(answers.at(1).rows));
        std::vector<Command> commands;
        if (changes.detail.empty()) return commands;
        for (const auto& device : changes.save) commands.emplace_back(kSaveDevice, params_of(device));
        for (const auto& ae : changes.remove) commands.emplace_back(kRemoveDevice, Params().text(ae.str()));
        commands.push_back(record_of(act, what, "", changes.detail));
        return commands;
    });
}

}  // namespace mwl::store
