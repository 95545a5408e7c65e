#include "config/document.h"

#include <toml++/toml.h>

#include <fstream>
#include <sstream>

#include "mwl/base/error.h"

namespace mwl::config {
namespace {

Place place_of(const toml::source_region& region) {
    return {static_cast<int>(region.begin.line), static_cast<int>(region.begin.column)};
}

Scalar scalar_of(const Document& document, const toml::node& node) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* number = node.as_integer()) return number->get();
    if (const auto* flag = node.as_boolean()) return flag->get();
    document.fail(place_of(node.source()), "only texts, whole numbers, true and false are used here");
}

class Flattener {
public:
    explicit Flattener(Document& document) : document_(document) {}

    void table(const std::string& prefix, const toml::table& table) {
        for (const auto& [key, node] : table) {
            const std::string name =
                prefix.empty() ? std::string(key.str()) : prefix + "." + std::string(key.str());
            if (const auto* inner = node.as_table())
                this->table(name, *inner);
            else if (const auto* array = node.as_array())
                list(name, *array);
            else
                leaf(name, node, {scalar_of(document_, node)}, false);
        }
    }

private:
    void list(const std::string& name, const toml::array& array) {
        if (!array.empty() && array.is_array_of_tables()) {
            auto& places = document_.tables[name];
            for (const auto& node : array) {
                table(name + "[" + std::to_string(places.size()) + "]", *node.as_table());
                places.push_back(place_of(node.source()));
            }
            return;
        }
        std::vector<Scalar> items;
        for (const auto& node : array) items.push_back(scalar_of(document_, node));
        leaf(name, array, std::move(items), true);
    }

    void leaf(const std::string& name, const toml::node& node, std::vector<Scalar> items, bool is_list) {
        document_.values[name] = {{std::move(items), is_list}, place_of(node.source())};
    }

    Document& document_;
};

}  // namespace

std::size_t Document::count(const std::string& array) const {
    const auto found = tables.find(array);
    return found == tables.end() ? 0 : found->second.size();
}

std::string Document::place_text(const Place& at) const {
    if (at.line == 0) return "command line";
    return file + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

void Document::fail(const Place& at, const std::string& what) const {
    throw ConfigError(place_text(at) + ": " + what);
}

Document parse_document(const std::string& text, const std::string& name) {
    Document document;
    document.file = name;
    try {
        Flattener(document).table("", toml::parse(text, name));
    } catch (const toml::parse_error& error) {
        document.fail(place_of(error.source()), std::string(error.description()));
    }
    return document;
}

Document read_document(const std::filesystem::path& file) {
    const std::ifstream in(file, std::ios::binary);
    if (!in) throw ConfigError(file.string() + ": cannot be read; is the path right and the file readable?");
    std::ostringstream text;
    text << in.rdbuf();
    return parse_document(text.str(), file.string());
}

}  // namespace mwl::config
