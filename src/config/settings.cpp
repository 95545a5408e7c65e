#include "mwl/config/settings.h"

#include <set>

#include "config/checks.h"
#include "config/reader.h"
#include "config/setting_policies.h"
#include "config/tls.h"

namespace mwl::config {
namespace {

// A value of the command line takes the kind that its text has; lists and quoted texts are written as in the
// file.
Value override_value(const std::string& key, const std::string& text) {
    Value value;
    if (text.starts_with('[') || text.starts_with('"')) {
        const auto document = parse_document("value = " + text, "command line, " + key);
        const auto found = document.values.find("value");
        if (found == document.values.end()) document.fail({}, key + ": a value is wanted, not a table");
        value.items = found->second.items;
        value.is_list = found->second.is_list;
        return value;
    }
    if (text == "true" || text == "false")
        value.items.emplace_back(text == "true");
    else if (!text.empty() && text.size() < 18 && text.find_first_not_of("0123456789") == std::string::npos)
        value.items.emplace_back(static_cast<std::int64_t>(std::stoll(text)));
    else
        value.items.emplace_back(text);
    return value;
}

void apply_overrides(Document& document, const std::vector<Override>& overrides) {
    for (const auto& [key, text] : overrides) {
        document.values[key] = override_value(key, text);
        const std::size_t count = document.count("destination");
        if (key.starts_with(table_name("destination", count) + "."))
            document.tables["destination"].push_back({});
    }
}

std::vector<DestinationSettings> read_destinations(const Document& document,
                                                   const std::filesystem::path& folder, const Zone& site_zone,
                                                   Certificates certificates, Findings& findings) {
    std::vector<DestinationSettings> found;
    std::set<DestinationName> seen;
    for (std::size_t i = 0; i < document.count("destination"); ++i) {
        const Place& at = document.tables.at("destination")[i];
        const auto errors = findings.errors();
        DestinationSettings destination;
        destination.format.zone = site_zone;
        read_keys(document, table_name("destination", i), destination_policies(), destination, findings);
        if (findings.errors() > errors) continue;
        if (destination.name.empty() || destination.host.empty() || destination.port == 0)
            findings.error(document, at, "[[destination]] needs name, host and port");
        else if (!seen.insert(destination.name).second)
            findings.error(document, at, "two destinations have the name " + destination.name.str());
        if (!destination.host.empty())
            check_tls(document, folder, {table_name("destination", i) + ".", destination.host},
                      destination.tls, certificates, findings);
        found.push_back(std::move(destination));
    }
    return found;
}

// [destination] instead of [[destination]].
void refuse_single_table(Document& document, Findings& findings) {
    std::erase_if(document.values, [&](const auto& entry) {
        if (!entry.first.starts_with("destination.")) return false;
        findings.error(document, entry.second.place, entry.first + ": write [[destination]]");
        return true;
    });
}

std::vector<ReadProfile> read_profiles(const Document& document, const std::filesystem::path& folder,
                                       const RawSettings& raw, Findings& findings) {
    std::vector<ReadProfile> profiles;
    const auto given = document.values.find("profiles");
    for (const auto& name : raw.profile_files)
        findings.collect(document, given->second.place, [&] {
            profiles.push_back(read_profile(folder / name, raw.settings.site.zone, findings));
        });
    const bool is_read =
        given == document.values.end() || !findings.has_error_at(document, given->second.place);
    if (raw.profile_files.empty() && is_read)
        findings.file_error(document, "profiles names no file; without one no message can be read");
    return profiles;
}

std::map<std::string, Given> given_in(const Document& document) {
    std::map<std::string, Given> given;
    for (const auto& [name, value] : document.values)
        given[name] = {text_of(value), document.place_text(value.place)};
    return given;
}

}  // namespace

Settings read_settings(const std::filesystem::path& file, const std::vector<Override>& overrides,
                       Certificates certificates) {
    Findings findings;
    Document document = read_document(file);
    apply_overrides(document, overrides);
    check_tables(document, "destination", findings);
    refuse_single_table(document, findings);
    RawSettings raw;
    read_keys(document, "", setting_policies(), raw, findings);
    raw.settings.destinations =
        read_destinations(document, file.parent_path(), raw.settings.site.zone, certificates, findings);
    raw.settings.given = given_in(document);
    check_listeners(document, raw.settings, findings);
    check_tls(document, file.parent_path(), {"mllp.", ""}, raw.settings.mllp.tls, certificates, findings);
    check_tls(document, file.parent_path(), {"dicom.", ""}, raw.settings.dicom.tls, certificates, findings);
    check_tls(document, file.parent_path(), {"http.", ""}, raw.settings.http.tls, certificates, findings);
    auto profiles = read_profiles(document, file.parent_path(), raw, findings);
    check_profiles(document, profiles, findings);
    findings.throw_if_wrong();
    raw.settings.warnings = findings.warnings();
    for (auto& read : profiles) raw.settings.profiles.push_back(std::move(read.profile));
    return raw.settings;
}

std::vector<PolicyDescription> describe_settings() {
    std::vector<PolicyDescription> rows;
    describe(rows, "", setting_policies());
    describe(rows, "destination.", destination_policies());
    return rows;
}

}  // namespace mwl::config
