// The readable form of a data set:
//   (0010,0010) PN "DOE^JANE"  PatientName
//   (0008,0060) CS "CT" "MR"  Modality
//   (0040,0100) SQ 1 item  ScheduledProcedureStepSequence
//     item 1
//       (0040,0001) AE ""  ScheduledStationAETitle
#include <algorithm>

#include "mwl/base/log.h"
#include "mwl/dataset/dataset.h"

namespace mwl::dataset {
namespace {

constexpr std::size_t kMaxBytesOfValue = 256;
constexpr std::size_t kMaxValues = 32;

std::string printed_values(const std::vector<std::string>& values) {
    if (values.empty()) return R"("")";
    std::string out;
    const std::size_t shown = std::min(values.size(), kMaxValues);
    for (std::size_t i = 0; i < shown; ++i) {
        if (i > 0) out += ' ';
        out += '"' + escape_for_log(values[i], kMaxBytesOfValue) + '"';
    }
    if (shown < values.size()) out += " and " + std::to_string(values.size() - shown) + " more";
    return out;
}

std::string printed_count(std::size_t items) {
    return std::to_string(items) + (items == 1 ? " item" : " items");
}

void print(const Dataset& dataset, std::size_t depth, std::string& out) {
    const std::string indent(2 * depth, ' ');
    for (const auto& [tag, element] : dataset.elements()) {
        const TagInfo* const info = find_info(tag);
        out += indent + to_string(tag) + ' ' + name_of(element.vr) + ' ';
        out += element.vr == Vr::SQ ? printed_count(element.items.size()) : printed_values(element.values);
        if (info != nullptr) out += std::string("  ") + info->keyword;
        out += '\n';
        for (std::size_t i = 0; i < element.items.size(); ++i) {
            out += indent + "  item " + std::to_string(i + 1) + '\n';
            print(element.items[i], depth + 2, out);
        }
    }
}

}  // namespace

std::string dump(const Dataset& dataset) {
    std::string out;
    print(dataset, 0, out);
    return out;
}

}  // namespace mwl::dataset
