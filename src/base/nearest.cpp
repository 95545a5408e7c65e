#include "mwl/base/nearest.h"

#include <algorithm>
#include <numeric>

namespace mwl::base {
namespace {

std::size_t edit_distance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), 0U);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0]++;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
            diagonal = above;
        }
    }
    return row.back();
}

}  // namespace

std::string nearest(const std::string& wrong, const std::vector<std::string>& known) {
    std::string best;
    std::size_t least = std::max<std::size_t>(3, wrong.size() / 2);
    for (const auto& name : known) {
        const std::size_t distance = edit_distance(wrong, name);
        if (distance >= least) continue;
        least = distance;
        best = name;
    }
    return best;
}

}  // namespace mwl::base
