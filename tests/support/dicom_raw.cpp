#include "support/dicom_raw.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace mwl::test {
namespace {

constexpr int kPatienceSeconds = 300;
constexpr std::uint8_t kAccept = 2;
constexpr std::uint8_t kData = 4;

std::string big16(std::uint16_t v) { return {static_cast<char>(v >> 8U), static_cast<char>(v & 0xFFU)}; }
std::string big32(std::uint32_t v) {
    return big16(static_cast<std::uint16_t>(v >> 16U)) + big16(static_cast<std::uint16_t>(v & 0xFFFFU));
}
std::string little16(std::uint16_t v) { return {static_cast<char>(v & 0xFFU), static_cast<char>(v >> 8U)}; }
std::string little32(std::uint32_t v) {
    return little16(static_cast<std::uint16_t>(v & 0xFFFFU)) + little16(static_cast<std::uint16_t>(v >> 16U));
}

std::uint8_t byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<std::uint8_t>(bytes.at(at));
}
std::size_t get_big16(std::string_view bytes, std::size_t at) {
    return static_cast<std::size_t>(byte_at(bytes, at)) << 8U | byte_at(bytes, at + 1);
}
std::size_t get_big32(std::string_view bytes, std::size_t at) {
    return get_big16(bytes, at) << 16U | get_big16(bytes, at + 2);
}
std::size_t get_little16(std::string_view bytes, std::size_t at) {
    return byte_at(bytes, at) | static_cast<std::size_t>(byte_at(bytes, at + 1)) << 8U;
}
std::size_t get_little32(std::string_view bytes, std::size_t at) {
    return get_little16(bytes, at) | get_little16(bytes, at + 2) << 16U;
}

std::string item(std::uint8_t type, std::string_view content) {
    return std::string{static_cast<char>(type), '\0'} + big16(static_cast<std::uint16_t>(content.size())) +
           std::string(content);
}

std::string title(std::string text) {
    text.resize(16, ' ');
    return text;
}

std::string context_item(const ProposedContext& context) {
    std::string content{static_cast<char>(context.id), 0, 0, 0};
    content += item(0x30, context.abstract_syntax);
    for (const auto& syntax : context.transfer_syntaxes) content += item(0x40, syntax);
    return item(0x20, content);
}

std::string role_item(const std::string& sop_class) {
    return item(0x54, big16(static_cast<std::uint16_t>(sop_class.size())) + sop_class + std::string{1, 0});
}

// Calls `visit(number, value)` for each element of group 0000 in the first command fragment.
template <typename Visit>
void for_each_element(const Pdu& data, Visit visit) {
    constexpr std::size_t kPdvHeader = 6;
    if (data.type != kData || data.content.size() < kPdvHeader) return;
    const auto length = get_big32(data.content, 0);
    if ((byte_at(data.content, 5) & 1U) == 0) return;
    const auto bytes = std::string_view(data.content).substr(kPdvHeader, length - 2);
    for (std::size_t at = 0; at + 8 <= bytes.size();) {
        const auto size = get_little32(bytes, at + 4);
        visit(get_little16(bytes, at + 2), bytes.substr(at + 8, size));
        at += 8 + size;
    }
}

}  // namespace

std::string AssociateRequest::bytes() const {
    std::string content = big16(protocol_version) + std::string(2, '\0') + title(called) + title(calling) +
                          std::string(32, '\0');
    content += item(0x10, application_context);
    for (const auto& context : contexts) content += context_item(context);
    std::string user = item(0x51, big32(max_pdu)) + item(0x52, "1.2.3.4");
    for (const auto& sop_class : roles) user += role_item(sop_class);
    return pdu(1, content + item(0x50, user));
}

std::string pdu(std::uint8_t type, std::string_view content, std::optional<std::uint32_t> length) {
    return std::string{static_cast<char>(type), '\0'} +
           big32(length.value_or(static_cast<std::uint32_t>(content.size()))) + std::string(content);
}

std::string pdv(std::uint8_t context, Fragment kind, std::string_view fragment) {
    return big32(static_cast<std::uint32_t>(fragment.size() + 2)) +
           std::string{static_cast<char>(context), static_cast<char>(kind)} + std::string(fragment);
}

std::string p_data(std::uint8_t context, Fragment kind, std::string_view fragment) {
    return pdu(kData, pdv(context, kind, fragment));
}

std::string release_request() { return pdu(5, std::string(4, '\0')); }
std::string abort_request() { return pdu(7, std::string(4, '\0')); }

std::string element(std::uint16_t group, std::uint16_t number, std::string_view value,
                    std::optional<std::uint32_t> length) {
    return little16(group) + little16(number) +
           little32(length.value_or(static_cast<std::uint32_t>(value.size()))) + std::string(value);
}

std::string command_set(const CommandElements& elements) {
    std::string body;
    for (const auto& [number, value] : elements) body += element(0, number, value);
    return element(0, 0, little32(static_cast<std::uint32_t>(body.size()))) + body;
}

std::string us(std::uint16_t value) { return little16(value); }

std::string uid(std::string text) {
    if (text.size() % 2 != 0) text += '\0';
    return text;
}

std::string echo_command(std::uint16_t message_id) {
    return command_set(
        {{0x0002, uid(kVerification)}, {0x0100, us(0x0030)}, {0x0110, us(message_id)}, {0x0800, us(0x0101)}});
}

std::string find_command(std::uint16_t message_id) {
    return command_set({{0x0002, uid(kWorklist)},
                        {0x0100, us(0x0020)},
                        {0x0110, us(message_id)},
                        {0x0700, us(0)},
                        {0x0800, us(1)}});
}

std::string cancel_command(std::uint16_t message_id) {
    return command_set({{0x0100, us(0x0FFF)}, {0x0120, us(message_id)}, {0x0800, us(0x0101)}});
}

std::string n_create_command(std::uint16_t message_id, const std::string& instance) {
    return command_set({{0x0002, uid(kMpps)},
                        {0x0100, us(0x0140)},
                        {0x0110, us(message_id)},
                        {0x0800, us(1)},
                        {0x1000, uid(instance)}});
}

std::string Pdu::reason() const {
    if (content.size() != 4) return "none";
    return std::to_string(byte_at(content, 1)) + '/' + std::to_string(byte_at(content, 2)) + '/' +
           std::to_string(byte_at(content, 3));
}

int Pdu::result_of(std::uint8_t context) const {
    constexpr std::size_t kFixed = 68;
    if (type != kAccept) return -1;
    for (std::size_t at = kFixed; at + 8 <= content.size(); at += 4 + get_big16(content, at + 2))
        if (byte_at(content, at) == 0x21 && byte_at(content, at + 4) == context)
            return byte_at(content, at + 6);
    return -1;
}

std::optional<std::uint16_t> status_in(const Pdu& data) {
    std::optional<std::uint16_t> status;
    for_each_element(data, [&](std::size_t number, std::string_view value) {
        if (number == 0x0900) status = static_cast<std::uint16_t>(get_little16(value, 0));
    });
    return status;
}

std::string command_text(const Pdu& data, std::uint16_t wanted) {
    std::string text;
    for_each_element(data, [&](std::size_t number, std::string_view value) {
        if (number == wanted) text = value;
    });
    while (!text.empty() && (text.back() == ' ' || text.back() == '\0')) text.pop_back();
    return text;
}

DicomPeer::DicomPeer(std::uint16_t port, bool ipv6, int receive_buffer) {
    fd_ = ::socket(ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (receive_buffer > 0)
        (void)::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    const timeval patience{kPatienceSeconds, 0};
    (void)::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    const int on = 1;
    (void)::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    v6.sin6_addr = in6addr_loopback;
    const auto* const address =
        ipv6 ? reinterpret_cast<const sockaddr*>(&v6) : reinterpret_cast<const sockaddr*>(&v4);
    if (::connect(fd_, address, ipv6 ? sizeof v6 : sizeof v4) != 0)
        throw std::runtime_error("cannot connect");
}

DicomPeer::DicomPeer(DicomPeer&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
DicomPeer::~DicomPeer() { close(); }

void DicomPeer::close() {
    if (fd_ >= 0) (void)::close(std::exchange(fd_, -1));
}

void DicomPeer::reset() {
    const linger hard{1, 0};
    (void)::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    close();
}

bool DicomPeer::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool DicomPeer::read_exactly(std::string& into, std::size_t count) {
    into.resize(count);
    for (std::size_t have = 0; have < count;) {
        const auto got = ::recv(fd_, into.data() + have, count - have, 0);
        if (got <= 0) return false;
        have += static_cast<std::size_t>(got);
    }
    return true;
}

Pdu DicomPeer::read_pdu() {
    std::string head;
    Pdu out;
    if (!read_exactly(head, 6)) return {};
    if (!read_exactly(out.content, get_big32(head, 2))) return {};
    out.type = byte_at(head, 0);
    return out;
}

Pdu DicomPeer::read_final_response() {
    for (;;) {
        auto next = read_pdu();
        if (next.type != kData) return next;
        const auto status = status_in(next);
        if (status && *status != 0xFF00 && *status != 0xFF01) return next;
    }
}

bool DicomPeer::ends() {
    std::array<char, 4096> unwanted{};
    for (;;) {
        const auto got = ::recv(fd_, unwanted.data(), unwanted.size(), 0);
        if (got == 0) return true;
        if (got < 0) return errno != EAGAIN && errno != EWOULDBLOCK;
    }
}

Pdu DicomPeer::associate(const AssociateRequest& request) {
    (void)send(request.bytes());
    return read_pdu();
}

}  // namespace mwl::test
