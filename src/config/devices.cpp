#include <set>

#include "config/kinds.h"

namespace mwl::config {
namespace {

using domain::Device;

std::vector<Key<Device>> device_keys() {
    return {
        {"ae", "calling AE title", "(must be given)", kOnImport,
         [](auto& d, const Input& in) { d.ae = ae_of(in); }},
        {"networks", "addresses or networks it may call from; may be empty only if it is not enabled",
         "(must be given)", kOnImport, [](auto& d, const Input& in) { d.networks = networks_of(in); }},
        {"modality", "what it is: DX, US, CR, CT, MR …", "\"\"", kOnImport,
         [](auto& d, const Input& in) { d.modality = modality_or_any_of(in); }},
        {"description", "for people", "\"\"", kOnImport,
         [](auto& d, const Input& in) { d.description = in.text(); }},
        {"zone", "IANA time zone of its clock; the site's if empty", "\"\"", kOnImport,
         [](auto& d, const Input& in) { d.zone = in.text().empty() ? "" : zone_of(in).name(); }},
        {"charset", "defined term of its answers; empty: what its query names", "\"\"", kOnImport,
         [](auto& d, const Input& in) {
             d.charset = in.text();
             if (!d.charset.empty()) (void)dicom_charset_of(in);
         }},
        {"enabled", "false: its associations are refused", "true", kOnImport,
         [](auto& d, const Input& in) { d.enabled = in.flag(); }},
        {"own_worklist_only", "a query without a station key means its own AE title", "false", kOnImport,
         [](auto& d, const Input& in) { d.own_worklist_only = in.flag(); }},
        {"hide_started", "steps already started are not listed", "false", kOnImport,
         [](auto& d, const Input& in) { d.hide_started = in.flag(); }},
        {"strict_mpps", "refuse MPPS that break Type 1 rules instead of noting it", "false", kOnImport,
         [](auto& d, const Input& in) { d.strict_mpps = in.flag(); }},
        {"always_ff00", "never answer FF01 (old units abort on it)", "false", kOnImport,
         [](auto& d, const Input& in) { d.always_ff00 = in.flag(); }},
        {"answer_limit", "worklist items in one answer, 1 to 10000; 0: the site's", "0", kOnImport,
         [](auto& d, const Input& in) { d.answer_limit = static_cast<int>(in.number(0, 10'000)); }},
    };
}

// Of one [[device]] that could be read: what it needs beside keys that are right each by itself.
void check_device(const Document& document, std::size_t index, const Device& device, Findings& findings) {
    const Place& at = document.tables.at("device")[index];
    if (device.ae.empty()) findings.error(document, at, "[[device]] needs ae");
    if (!device.networks.empty() || !device.enabled) return;
    const auto written = document.values.find(table_name("device", index) + ".networks");
    findings.error(
        document, written == document.values.end() ? at : written->second.place,
        "networks: " + (device.ae.empty() ? std::string("it") : device.ae.str()) +
            " may call from nowhere; write its address, for example networks = [\"10.1.2.30\"], or "
            "enabled = false");
}

}  // namespace

ReadDevices read_devices(const std::filesystem::path& file) {
    Findings findings;
    const Document document = read_document(file);
    check_tables(document, "device", findings);
    for (const auto& [name, value] : document.values)
        if (!is_in_table_array(name))
            findings.error(document, value.place, name + ": write it below [[device]]");
    const auto keys = device_keys();
    ReadDevices read;
    std::set<AeTitle> seen;
    for (std::size_t i = 0; i < document.count("device"); ++i) {
        const auto errors = findings.errors();
        Device device;
        read_keys(document, table_name("device", i), keys, device, findings);
        if (findings.errors() == errors) check_device(document, i, device, findings);
        if (!device.ae.empty() && !seen.insert(device.ae).second)
            findings.error(document, document.tables.at("device")[i],
                           "two devices have the AE title " + device.ae.str());
        read.devices.push_back(std::move(device));
    }
    findings.throw_if_wrong();
    read.warnings = findings.warnings();
    return read;
}

std::vector<KeyDescription> describe_devices() {
    std::vector<KeyDescription> rows;
    describe(rows, "device.", device_keys());
    return rows;
}

}  // namespace mwl::config
