#include "config/profile.h"

#include "config/code_tables.h"
#include "config/profile_policies.h"
#include "config/reader.h"
#include "config/station_rules.h"
#include "mwl/base/error.h"

namespace mwl::config {
namespace {

using mapping::Missing;
using mapping::SiteProfile;

// Orders could never be taken.
void check_sources(const Document& document, const SiteProfile& profile, Findings& findings) {
    for (const auto& row : mapping::targets()) {
        const auto key = "map." + std::string(row.key) + ".from";
        auto found = document.values.find(key);
        if (found == document.values.end())
            found = document.values.find("map." + std::string(row.key) + ".missing");
        const bool is_refused =
            profile.missing(row.target) == Missing::reject && profile.rule(row.target).otherwise.empty();
        if (found != document.values.end() && profile.sources(row.target).empty() && is_refused &&
            !findings.has_error_at(document, found->second.place))
            findings.error(
                document, found->second.place,
                key + ": the list is empty and what is missing is rejected, so that no order can be taken");
    }
}

constexpr std::size_t kMostBases = 8;

// The files of the profiles that are being read because one extends the next.
using Chain = std::vector<std::filesystem::path>;

ReadProfile read_in_chain(const std::filesystem::path& file, const Zone& site_zone, Chain chain,
                          Findings& findings);

// The profile that this one extends, under this one's own name; without one, the defaults.
SiteProfile base_of(const Document& document, const std::filesystem::path& file, const Zone& site_zone,
                    const Chain& chain, Findings& findings) {
    SiteProfile base;
    base.sender.zone = site_zone;
    const auto given = document.values.find("extends");
    if (given == document.values.end() || given->second.is_list) return base;
    const auto* const name = std::get_if<std::string>(&given->second.items.front());
    if (name == nullptr) return base;  // read_keys() says so
    const auto path = file.parent_path() / (*name + ".toml");
    const bool is_loop = std::ranges::find(chain, path.lexically_normal()) != chain.end();
    if (is_loop || chain.size() > kMostBases) {
        findings.error(
            document, given->second.place,
            "extends: \"" + *name + (is_loop ? "\" extends this profile in turn" : "\" is one too many"));
        return base;
    }
    try {
        base = read_in_chain(path, site_zone, chain, findings).profile;
    } catch (const ConfigError& error) {
        findings.error(document, given->second.place,
                       "extends: \"" + *name + "\" is no profile beside this one: " + error.what());
    }
    base.name = file.stem().string();
    return base;
}

ReadProfile read_in_chain(const std::filesystem::path& file, const Zone& site_zone, Chain chain,
                          Findings& findings) {
    chain.push_back(file.lexically_normal());
    ReadProfile
        read;  // not {{}, read_document(file)}: GCC 12 destroys the profile twice if the second throws
    read.document = read_document(file);
    check_tables(read.document, "station", findings);
    read.profile = base_of(read.document, file, site_zone, chain, findings);
    if (read.document.count("station") > 0) read.profile.station_rules.clear();
    read_keys(read.document, "", profile_policies(), read.profile, findings);
    read_station_rules(read.document, read.profile, findings);
    check_sources(read.document, read.profile, findings);
    read_code_tables(read.document, file.parent_path(), read.profile, findings);
    return read;
}

}  // namespace

ReadProfile read_profile(const std::filesystem::path& file, const Zone& site_zone, Findings& findings) {
    return read_in_chain(file, site_zone, {}, findings);
}

LoneProfile read_lone_profile(const std::filesystem::path& file, const Zone& site_zone) {
    Findings findings;
    auto read = read_profile(file, site_zone, findings);
    findings.throw_if_wrong();
    return {std::move(read.profile), findings.warnings()};
}

std::vector<PolicyDescription> describe_profile() {
    auto rows = describe_profile_policies();
    describe(rows, "station.", station_policies());
    return rows;
}

}  // namespace mwl::config
