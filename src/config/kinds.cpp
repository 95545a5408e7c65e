#include "config/kinds.h"

#include <algorithm>

#include "mwl/dataset/modalities.h"

namespace mwl::config {
namespace {

// As the listeners read it: no names, because a name may belong to another machine tomorrow; a link-local
// address may be followed by its scope.
bool is_listening_address(const std::string& text) {
    const auto scope = text.find('%');
    const auto address = IpAddress::parse(text.substr(0, scope));
    return address && (scope == std::string::npos || !address->is_v4());
}

bool is_host_name(const std::string& text) {
    const auto is_allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
               c == '-' || c == '_';
    };
    return !text.empty() && text.size() <= 253 && std::all_of(text.begin(), text.end(), is_allowed);
}

text::Charset hl7_charset(const PolicyInput& input, const std::string& name) {
    const auto charset = text::charset_of_hl7(name);
    if (!charset) input.fail(charset.problem().what);
    return charset->charset;
}

}  // namespace

text::Charset hl7_charset_of(const PolicyInput& input) { return hl7_charset(input, input.text()); }

std::vector<text::Charset> hl7_charsets_of(const PolicyInput& input) {
    std::vector<text::Charset> found;
    for (const auto& name : input.texts()) found.push_back(hl7_charset(input, name));
    if (found.empty()) input.fail("one character set at least, for example [\"UNICODE UTF-8\", \"8859/1\"]");
    return found;
}

AeTitle ae_of(const PolicyInput& input) {
    const std::string text = input.text();
    if (text.empty() || text.size() > 16 || text.find('\\') != std::string::npos || text.front() == ' ' ||
        text.back() == ' ')
        input.fail("an AE title has 1 to 16 characters, no backslash and no space at its ends");
    return AeTitle(text);
}

std::string modality_of(const PolicyInput& input) {
    using dataset::ModalityKind;
    auto text = input.text();
    const auto kind = dataset::kind_of_modality(text);
    if (kind == ModalityKind::unknown) {
        const auto near = dataset::nearest_modality(text);
        input.fail("\"" + text + "\" is no defined term of Modality (0008,0060); " +
                   (near.empty()
                        ? "write for example \"CR\", \"CT\", \"DX\", \"MG\", \"MR\", \"NM\" or \"US\""
                        : "did you mean \"" + near + "\"?"));
    }
    if (kind == ModalityKind::retired)
        input.warn("\"" + text +
                   "\" is retired from the defined terms of Modality (0008,0060); few devices ask "
                   "for it");
    if (kind == ModalityKind::object)
        input.warn("\"" + text +
                   "\" is the Modality (0008,0060) of objects that software makes; no device asks "
                   "its worklist for it");
    return text;
}

std::string modality_or_any_of(const PolicyInput& input) {
    return input.text().empty() ? std::string() : modality_of(input);
}

std::vector<AeTitle> aes_of(const PolicyInput& input) {
    std::vector<AeTitle> found;
    for (auto& text : input.texts()) {
        if (text.empty() || text.size() > 16)
            input.error("\"" + text + "\" is no AE title (1 to 16 characters)");
        found.emplace_back(std::move(text));
    }
    return found;
}

AccessList networks_of(const PolicyInput& input) {
    std::vector<Network> found;
    for (const auto& text : input.texts())
        if (const auto network = Network::parse(text))
            found.push_back(*network);
        else
            input.error(network.problem().what +
                        " (an address or a network is wanted, for example \"10.1.2.0/24\")");
    return AccessList(std::move(found));
}

std::string address_of(const PolicyInput& input) {
    auto text = input.text();
    if (!is_listening_address(text))
        input.fail(
            "\"" + text +
            "\" is no numeric address; write for example \"127.0.0.1\", or \"::\" for every address of "
            "this machine");
    return text;
}

std::vector<std::string> host_names_of(const PolicyInput& input) {
    auto found = input.texts();
    for (const auto& text : found)
        if (!is_host_name(text))
            input.error("\"" + text +
                        "\" is no host name; write it without scheme and port, for example "
                        "\"broker.hospital.example\"");
    return found;
}

}  // namespace mwl::config
