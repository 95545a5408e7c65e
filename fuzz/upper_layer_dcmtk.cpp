// The gate and DCMTK's reading of PDUs and commands, together: whatever the peer sends, DCMTK survives it,
// and each command and data set that DCMTK delivers is the one that the peer sent (faults.md D26). Peers,
// gate and DCMTK are put together as in the server: a socket, a Wire, the hand-over, a DIMSE channel.
//
// Input: what the peer sends once its association is accepted. If the first byte is 1, it is the whole stream
// from the A-ASSOCIATE-RQ on (a PDU of that type).

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmnet/dimse.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "dicom/dimse_channel.h"
#include "dicom/hand_over.h"
#include "dicom/negotiation.h"
#include "dicom/wire.h"
#include "mwl/base/log.h"
#include "mwl/dicom/process.h"

namespace {

using mwl::dicom::Association;
using mwl::dicom::DimseChannel;
using mwl::dicom::HandOver;
using mwl::dicom::Wire;
using mwl::gate::Bytes;

// Elements of group 0000 that are compared.
constexpr std::array<std::uint16_t, 5> kNumbers{0x0100, 0x0110, 0x0120, 0x1002, 0x1008};
constexpr std::array<std::uint16_t, 4> kUids{0x0002, 0x0003, 0x1000, 0x1001};

constexpr long kMaxPdu = 4096;
constexpr std::size_t kLargestInput = 60'000;  // a socket holds it without a reader

// --- what the peer sent, read in the plainest way ---

struct Message {
    std::string command;
    std::string data_set;
};

std::size_t big32(Bytes bytes, std::size_t at) {
    std::size_t number = 0;
    for (std::size_t i = 0; i < 4; ++i) number = number << 8 | bytes[at + i];
    return number;
}

std::map<std::uint16_t, std::string> elements_of(const std::string& command) {
    std::map<std::uint16_t, std::string> elements;
    const auto byte = [&](std::size_t at) { return std::size_t{static_cast<unsigned char>(command[at])}; };
    for (std::size_t at = 0; at + 8 <= command.size();) {
        const std::size_t length = byte(at + 4) | byte(at + 5) << 8 | byte(at + 6) << 16;
        elements[static_cast<std::uint16_t>(byte(at + 2) | byte(at + 3) << 8)] =
            command.substr(at + 8, length);
        at += 8 + length;
    }
    return elements;
}

// A data set that its command does not announce belongs to no message (PS3.7 E.1, Command Data Set Type).
bool announces_data_set(const std::string& command) {
    const auto elements = elements_of(command);
    const auto type = elements.find(0x0800);
    return type == elements.end() || type->second != "\x01\x01";
}

// The messages in the PDUs of a stream, as far as its lengths make sense: at least those that DCMTK may have
// been given.
std::vector<Message> messages_in(Bytes stream) {
    std::vector<Message> all;
    bool in_command = false;
    bool in_data_set = false;
    while (stream.size() >= 6) {
        const auto length = std::min(big32(stream, 2), stream.size() - 6);
        auto body = stream[0] == 4 ? stream.subspan(6, length) : Bytes{};
        stream = stream.subspan(6 + length);
        while (body.size() >= 6) {
            const auto size = big32(body, 0);
            if (size < 2 || size - 2 > body.size() - 6) return all;
            const auto fragment = body.subspan(6, size - 2);
            const bool is_command = (body[5] & 1) != 0;
            const bool is_last = (body[5] & 2) != 0;
            body = body.subspan(4 + size);
            if (is_command) {
                if (!in_command) all.emplace_back();
                all.back().command.append(fragment.begin(), fragment.end());
                in_command = !is_last;
                in_data_set = is_last && announces_data_set(all.back().command);
            } else if (in_data_set) {
                all.back().data_set.append(fragment.begin(), fragment.end());
                in_data_set = !is_last;
            }
        }
    }
    return all;
}

std::string stripped(std::string text) {
    const auto is_padding = [](char c) { return c == ' ' || c == '\0'; };
    while (!text.empty() && is_padding(text.back())) text.pop_back();
    while (!text.empty() && is_padding(text.front())) text.erase(0, 1);
    return text;
}

// --- what DCMTK delivered ---

void require(bool holds, int line = __builtin_LINE()) {
    if (holds) return;
    std::fprintf(stderr, "line %d does not hold\n", line);
    std::abort();
}

void compare_number(DcmDataset& read, const std::map<std::uint16_t, std::string>& sent,
                    std::uint16_t element) {
    Uint16 number = 0;
    if (read.findAndGetUint16(DcmTagKey(0, element), number).bad()) return;
    const auto at = sent.find(element);
    require(at != sent.end() && at->second.size() == 2);
    require(number ==
            (static_cast<unsigned char>(at->second[0]) | static_cast<unsigned char>(at->second[1]) << 8));
}

void compare_uid(DcmDataset& read, const std::map<std::uint16_t, std::string>& sent, std::uint16_t element) {
    OFString uid;
    if (read.findAndGetOFString(DcmTagKey(0, element), uid).bad()) return;
    const auto at = sent.find(element);
    require(at != sent.end());
    const auto said = stripped(at->second).substr(0, 64);
    const bool is_plain =
        std::all_of(said.begin(), said.end(), [](char c) { return c > ' ' && c < 0x7F && c != '\\'; });
    require(said.empty() ? uid == "0" : !is_plain || said == uid.c_str());
}

void compare_command(DcmDataset& read, const std::string& sent) {
    const auto elements = elements_of(sent);
    for (const std::uint16_t number : kNumbers) compare_number(read, elements, number);
    for (const std::uint16_t uid : kUids) compare_uid(read, elements, uid);
}

// --- the server's way, in short ---

mwl::dicom::WireOptions wire_options() {
    mwl::dicom::WireOptions options;
    options.limits.max_pdu_bytes = kMaxPdu;
    return options;
}

bool establish(Wire& wire, Association& association) {
    const auto read = HandOver::instance().receive(wire, association, kMaxPdu);
    if (read.bad() || wire.end() != mwl::dicom::WireEnd::none) return false;
    const auto& titles = wire.gate().titles();
    if (titles.called != "MWLBROKER" || titles.calling.empty()) return false;  // rejected
    if ((wire.gate().protocol_version() & mwl::gate::kProtocolVersion1) == 0) return false;
    const auto contexts = mwl::dicom::decide_contexts(*association->params);
    wire.gate().accepted(mwl::dicom::accepted_ids(contexts));
    return ASC_acknowledgeAssociation(association.get()).good();
}

// False: the association has ended.
bool read_message(DimseChannel& channel, const std::vector<Message>& sent, std::size_t number) {
    T_ASC_PresentationContextID context = 0;
    mwl::dicom::Command command;
    DcmDataset* detail = nullptr;
    DcmDataset* raw = nullptr;
    const auto read = DIMSE_receiveCommand(&channel.association(), DIMSE_BLOCKING, 0, &context,
                                           &command.message, &detail, &raw);
    command.detail.reset(detail);
    const std::unique_ptr<DcmDataset> set(raw);
    if (read.bad() || read == DUL_PEERREQUESTEDRELEASE) return false;
    require(number < sent.size() && set != nullptr);
    compare_command(*set, sent[number].command);
    Uint16 type = 0;
    require(set->findAndGetUint16(DCM_CommandDataSetType, type).good());
    if (type == DIMSE_DATASET_NULL) return true;
    try {
        auto data = channel.receive_data_set(kLargestInput);
        if (data.is_odd) data.bytes.pop_back();
        require(data.bytes == sent[number].data_set);
    } catch (const std::exception&) {
        return false;
    }
    return true;
}

std::string associate_request() {
    using namespace std::string_literals;
    const auto item = [](char type, const std::string& value) {
        return std::string{type, 0, 0, static_cast<char>(value.size())} + value;
    };
    std::string body = "\0\1\0\0MWLBROKER       MODALITY        "s + std::string(32, '\0');
    body += item(0x10, "1.2.840.10008.3.1.1.1");
    char id = 1;
    for (const char* sop_class : {"1.2.840.10008.1.1", "1.2.840.10008.5.1.4.31", "1.2.840.10008.3.1.2.3.3"}) {
        body +=
            item(0x20, std::string{id, 0, 0, 0} + item(0x30, sop_class) + item(0x40, "1.2.840.10008.1.2"));
        id = static_cast<char>(id + 2);
    }
    body += item(0x50, item(0x51, "\0\0\x40\0"s));
    return "\1\0\0\0"s + static_cast<char>(body.size() >> 8) + static_cast<char>(body.size()) + body;
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    mwl::dicom::set_up_process(mwl::Log{});
    OFLog::configure(OFLogger::OFF_LOG_LEVEL);
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size > kLargestInput) return 0;
    std::string stream = size > 0 && data[0] == 1 ? std::string() : associate_request();
    stream.append(data, data + size);
    int ends[2];
    require(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    require(::send(ends[1], stream.data(), stream.size(), MSG_NOSIGNAL) ==
            static_cast<ssize_t>(stream.size()));
    (void)::shutdown(ends[1], SHUT_WR);
    {
        Wire wire(mwl::net::Stream(mwl::net::Socket(ends[0])), mwl::net::Deadlines::Guard{}, wire_options());
        Association association;
        if (establish(wire, association)) {
            DimseChannel channel(*association, wire, std::chrono::minutes(1), mwl::net::kNever);
            const auto sent =
                messages_in({reinterpret_cast<const std::uint8_t*>(stream.data()), stream.size()});
            for (std::size_t number = 0; read_message(channel, sent, number); ++number) {
            }
        }
        (void)::close(ends[1]);  // nobody waits for our last words
    }
    return 0;
}
