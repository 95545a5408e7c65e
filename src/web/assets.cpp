#include "web/assets.h"

#include <algorithm>
#include <array>
#include <span>

#include "page_files.embed.h"

namespace mwl::web {
namespace {

struct MediaType {
    std::string_view ending;
    std::string_view name;
};
constexpr std::array kMediaTypes{MediaType{".css", "text/css; charset=utf-8"},
                                 MediaType{".js", "text/javascript; charset=utf-8"}};

}  // namespace

std::optional<Asset> find_asset(std::string_view name) {
    const std::span files(page_files, page_files_count);
    const auto file = std::ranges::find(files, name, [](const auto& f) { return std::string_view(f.name); });
    const auto* const type =
        std::ranges::find_if(kMediaTypes, [&](const auto& t) { return name.ends_with(t.ending); });
    if (file == files.end() || type == kMediaTypes.end()) return std::nullopt;
    return Asset{type->name, {file->text, file->size}};
}

}  // namespace mwl::web
