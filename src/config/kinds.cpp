#include "config/kinds.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace mwl::config {
namespace {

// What the access list will make of it is net's business; this finds slips of the pen at the place they were
// made.
bool is_network(const std::string& text) {
    const auto slash = text.find('/');
    const std::string address = text.substr(0, slash);
    const bool is_v6 = address.find(':') != std::string::npos;
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    if (::inet_pton(is_v6 ? AF_INET6 : AF_INET, address.c_str(), bytes.data()) != 1) return false;
    if (slash == std::string::npos) return true;
    int bits = -1;
    const std::string digits = text.substr(slash + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    return error == std::errc{} && end == digits.data() + digits.size() && bits >= 0 &&
           bits <= (is_v6 ? 128 : 32);
}

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

std::vector<AeTitle> aes_of(const Input& input) {
    std::vector<AeTitle> found;
    for (auto& text : input.texts()) {
        if (text.empty() || text.size() > 16)
            input.fail("\"" + text + "\" is no AE title (1 to 16 characters)");
        found.emplace_back(std::move(text));
    }
    return found;
}

std::vector<std::string> networks_of(const Input& input) {
    auto found = input.texts();
    for (const auto& text : found)
        if (!is_network(text))
            input.fail("\"" + text + "\" is no address or network; write for example \"10.1.2.0/24\"");
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
            input.fail("\"" + text +
                       "\" is no host name; write it without scheme and port, for example "
                       "\"broker.hospital.example\"");
    return found;
}

}  // namespace mwl::config
