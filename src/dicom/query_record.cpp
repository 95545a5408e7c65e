#include "dicom/query_record.h"

#include <algorithm>
#include <array>

#include "mwl/base/parts.h"
#include "mwl/text/charset.h"

namespace mwl::dicom {
namespace {

namespace tags = dataset::tags;

constexpr std::size_t kKeysKept = 200;
constexpr std::size_t kCharactersKept = 64;

constexpr std::array kShown{
    tags::SpecificCharacterSet,
    tags::Modality,
    tags::TimezoneOffsetFromUTC,
    tags::ScheduledStationAETitle,
    tags::ScheduledProcedureStepStartDate,
    tags::ScheduledProcedureStepStartTime,
    tags::ScheduledProcedureStepEndDate,
    tags::ScheduledProcedureStepEndTime,
    tags::ScheduledStationName,
    tags::ScheduledProcedureStepStatus,
};

void collect(const dataset::Dataset& query, const std::string& parent, std::vector<dataset::AskedKey>& keys) {
    for (const auto& [tag, element] : query.elements()) {
        if (keys.size() == kKeysKept) return;
        const auto path = parent + to_string(tag);
        if (!element.items.empty()) {
            for (const auto& item : element.items) collect(item, path + '>', keys);
            continue;
        }
        const bool is_shown = std::ranges::find(kShown, tag) != kShown.end();
        const auto* const info = dataset::find_info(tag);
        keys.push_back({path, info == nullptr ? "" : info->keyword,
                        is_shown ? text::cut(query.joined(tag), kCharactersKept) : std::string{}});
    }
}

}  // namespace

std::vector<dataset::AskedKey> keys_of(const dataset::Dataset& query) {
    std::vector<dataset::AskedKey> keys;
    collect(query, {}, keys);
    return keys;
}

}  // namespace mwl::dicom
