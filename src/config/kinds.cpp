#include "config/kinds.h"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

#include "mwl/dataset/modalities.h"
#include "mwl/net/access_list.h"

namespace mwl::config {
namespace {

// As the listeners read it: no names, for a name may be another machine's tomorrow.
bool is_address(const std::string& text) {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_NUMERICHOST;
    addrinfo* found = nullptr;
    const bool is_numeric = ::getaddrinfo(text.c_str(), nullptr, &wanted, &found) == 0;
    if (is_numeric) ::freeaddrinfo(found);
    return is_numeric;
}

bool is_host_name(const std::string& text) {
    const auto is_allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
               c == '-' || c == '_';
    };
    return !text.empty() && text.size() <= 253 && std::all_of(text.begin(), text.end(), is_allowed);
}

text::Charset hl7_charset(const Input& input, const std::string& name) {
    const auto charset = text::charset_of_hl7(name);
    if (!charset) input.fail(charset.problem().what);
    return charset->charset;
}

}  // namespace

Zone zone_of(const Input& input) {
    auto zone = Zone::named(input.text());
    if (!zone)
        input.fail("\"" + input.text() + "\" is no time zone; write an IANA name such as \"Europe/Berlin\"");
    return *std::move(zone);
}

text::Charset dicom_charset_of(const Input& input) {
    const auto charset = text::charset_of_dicom(input.text());
    if (!charset) input.fail(charset.problem().what);
    return *charset;
}

text::Charset hl7_charset_of(const Input& input) { return hl7_charset(input, input.text()); }

std::vector<text::Charset> hl7_charsets_of(const Input& input) {
    std::vector<text::Charset> found;
    for (const auto& name : input.texts()) found.push_back(hl7_charset(input, name));
    if (found.empty()) input.fail("one character set at least, for example [\"UNICODE UTF-8\", \"8859/1\"]");
    return found;
}

AeTitle ae_of(const Input& input) {
    const std::string text = input.text();
    if (text.empty() || text.size() > 16 || text.find('\\') != std::string::npos || text.front() == ' ' ||
        text.back() == ' ')
        input.fail("an AE title has 1 to 16 characters, no backslash and no space at its ends");
    return AeTitle(text);
}

std::string modality_of(const Input& input) {
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

std::string modality_or_any_of(const Input& input) {
    return input.text().empty() ? std::string() : modality_of(input);
}

std::vector<AeTitle> aes_of(const Input& input) {
    std::vector<AeTitle> found;
    for (auto& text : input.texts()) {
        if (text.empty() || text.size() > 16)
            input.error("\"" + text + "\" is no AE title (1 to 16 characters)");
        found.emplace_back(std::move(text));
    }
    return found;
}

std::vector<std::string> networks_of(const Input& input) {
    auto found = input.texts();
    for (const auto& text : found)
        if (const auto network = net::Network::parse(text); !network)
            input.error(network.problem().what +
                        " (an address or a network is wanted, for example \"10.1.2.0/24\")");
    return found;
}

std::string address_of(const Input& input) {
    auto text = input.text();
    if (!is_address(text))
        input.fail(
            "\"" + text +
            "\" is no numeric address; write for example \"127.0.0.1\", or \"::\" for every address of "
            "this machine");
    return text;
}

std::vector<std::string> host_names_of(const Input& input) {
    auto found = input.texts();
    for (const auto& text : found)
        if (!is_host_name(text))
            input.error("\"" + text +
                        "\" is no host name; write it without scheme and port, for example "
                        "\"broker.hospital.example\"");
    return found;
}

}  // namespace mwl::config
