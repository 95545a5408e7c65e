#include "sim/replay.h"

#include <fstream>
#include <regex>
#include <sstream>

#include "mwl/base/error.h"
#include "mwl/hl7/ack.h"
#include "mwl/mllp/client.h"
#include "mwl/time/dicom_time.h"

namespace mwl::sim {
namespace {

std::string printed_minute(Instant at, const Zone& zone) {
    const LocalDateTime local = zone.to_local(at);
    return print_da(local.date) + print_tm(local.time).substr(0, 4);
}

std::string fill_in(const std::string& text, const Zone& zone, Instant now) {
    static const std::regex kMark(R"(\{\{(today|now)\}\})");
    std::string out;
    auto rest = text.cbegin();
    for (std::sregex_iterator mark(text.begin(), text.end(), kMark), end; mark != end; ++mark) {
        out.append(rest, (*mark)[0].first);
        out += (*mark)[1] == "today" ? print_da(zone.to_local(now).date) : printed_minute(now, zone);
        rest = (*mark)[0].second;
    }
    return out.append(rest, text.cend());
}

Sent send(mllp::Client& client, const std::string& file, const std::string& message, int attempts) {
    const auto header = hl7::peek_header(message);
    Sent sent{file, header.type + "^" + header.trigger, header.control_id, "", ""};
    for (int attempt = 0; attempt < attempts; ++attempt) {
        const auto reply = client.send(message);
        if (!reply) {
            sent.text = "no answer: " + to_string(reply.problem());
            continue;
        }
        const auto ack = hl7::parse_ack(*reply);
        if (!ack) {
            sent.text = "the answer is no acknowledgement: " + to_string(ack.problem());
            continue;
        }
        sent.ack = hl7::name_of(ack->code);
        const bool names_another = !ack->acknowledged_id.empty() && ack->acknowledged_id != header.control_id;
        sent.text = names_another ? "MSA-2 names another message" : ack->text;
        if (sent.is_accepted() && sent.text.empty()) sent.text = kApplied;
        break;
    }
    return sent;
}

}  // namespace

std::vector<std::string> read_messages(const std::filesystem::path& file, const Zone& zone, Instant now) {
    const std::ifstream in(file, std::ios::binary);
    if (!in) throw ConfigError(file.string() + ": cannot be read");
    std::ostringstream bytes;
    bytes << in.rdbuf();
    const std::string text = fill_in(bytes.str(), zone, now);
    std::vector<std::string> messages;
    for (std::size_t at = 0; at < text.size();) {
        auto end = text.find_first_of("\r\n", at);
        end = end == std::string::npos ? text.size() : end + 1;
        const std::string line = text.substr(at, end - at);
        if (line.starts_with("MSH")) messages.emplace_back();
        if (!messages.empty()) messages.back() += line;
        at = end;
    }
    if (messages.empty())
        throw ConfigError(file.string() + ": holds no HL7 message (no line begins with MSH)");
    return messages;
}

void replay(const std::vector<std::filesystem::path>& files, const ReplayOptions& options, const Clock& clock,
            net::Deadlines& deadlines, const std::function<void(const Sent&)>& each) {
    mllp::Client client({.host = options.host,
                         .port = options.port,
                         .reply_timeout = options.reply_timeout,
                         .tls = options.tls},
                        deadlines);
    for (const auto& file : files) {
        const auto name = file.filename().string();
        try {
            for (const auto& message : read_messages(file, options.zone, clock.now()))
                each(send(client, name, message, options.attempts));
        } catch (const ConfigError& error) {
            each({name, "", "", "", error.what(), false});
        }
    }
}

}  // namespace mwl::sim
