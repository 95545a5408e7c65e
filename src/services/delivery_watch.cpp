#include "services/delivery_watch.h"

#include <algorithm>
#include <array>

#include "mwl/base/error.h"
#include "services/alarm.h"

namespace mwl::services {
namespace {

constexpr std::size_t kWordsAtMost = 200;
constexpr std::string_view kNobody = "no [[destination]] has this name";

// An error that begins and ends like this is shown as `words` and the text between. What the other end wrote
// may name a patient and is left out: it stands with the message.
enum class Between { shown, left_out };
struct TroubleWords {
    std::string_view begin;
    std::string_view end;
    std::string_view words;
    Between between = Between::shown;
};
// The first that fits. The errors are those of mllp::Client, net::connect_to and outcome_of_hl7_reply().
constexpr std::array kTroubleWords{
    TroubleWords{"connect: cannot connect to ", ": Connection refused", "connection refused by "},
    TroubleWords{"connect: cannot connect to ", ": Connection timed out", "no answer from "},
    TroubleWords{"connect: ", "", ""},
    TroubleWords{"reply: too slow", "", "no answer"},
    TroubleWords{"reply: peer closed", "", "no answer: it closed the connection"},
    TroubleWords{"reply: connection broken", "", "no answer: it broke the connection"},
    TroubleWords{"reply: ", "", "no usable answer: "},
    TroubleWords{"send: ", "", "does not take what is sent: "},
    TroubleWords{"AE ", "", "refuses with AE", Between::left_out},
    TroubleWords{"AR ", "", "refuses with AR", Between::left_out},
    TroubleWords{"CE ", "", "refuses with CE", Between::left_out},
    TroubleWords{"CR ", "", "refuses with CR", Between::left_out},
    TroubleWords{"the acknowledgement names another message", "", "it acknowledges another message",
                 Between::left_out},
    TroubleWords{"the acknowledgement names no message", "", "its acknowledgement names no message"},
    TroubleWords{"the reply is no acknowledgement", "", "its reply is no acknowledgement", Between::left_out},
};

std::chrono::minutes minutes_since(Instant then, Instant now) {
    return std::chrono::floor<std::chrono::minutes>(now - then);
}

}  // namespace

std::string words_for(std::string_view error) {
    const auto fits = [&](const auto& row) {
        return error.size() >= row.begin.size() + row.end.size() && error.starts_with(row.begin) &&
               error.ends_with(row.end);
    };
    const auto* const row = std::ranges::find_if(kTroubleWords, fits);
    if (row == kTroubleWords.end()) return std::string(error.substr(0, kWordsAtMost));
    error.remove_prefix(row->begin.size());
    error.remove_suffix(row->end.size());
    std::string words(row->words);
    if (row->between == Between::shown) words += error.substr(0, kWordsAtMost);
    return words;
}

void DeliveryWatch::alarm_after(const DestinationName& destination, std::chrono::minutes time) {
    const Lock lock(mutex_);
    auto& watched = watched_[destination];
    watched.is_set = true;
    watched.alarm_after = time;
}

void DeliveryWatch::failed(const DestinationName& destination, const std::string& error, Instant queued_at) {
    const Instant now = clock_.now();
    const Lock lock(mutex_);
    auto& watched = watched_[destination];
    watched.trouble = DeliveryTrouble{words_for(error), watched.trouble ? watched.trouble->since : now};
    watched.oldest_failed = std::min(watched.oldest_failed.value_or(queued_at), queued_at);
}

void DeliveryWatch::delivered(const DestinationName& destination) {
    const Lock lock(mutex_);
    auto& watched = watched_[destination];
    watched.trouble.reset();
    watched.may_be_over = watched.is_raised;
}

bool DeliveryWatch::is_to_be_asked(const DestinationName& destination, bool is_idle) {
    const Instant now = clock_.now();
    const Lock lock(mutex_);
    const auto& watched = watched_[destination];
    if (watched.is_raised) return watched.may_be_over && is_idle;
    return watched.oldest_failed && now - *watched.oldest_failed >= watched.alarm_after;
}

void DeliveryWatch::look(const DestinationName& destination, bool is_idle) {
    if (is_to_be_asked(destination, is_idle)) (void)ask();
}

std::vector<DestinationState> DeliveryWatch::states() {
    try {
        return ask();
    } catch (const StoreError&) {
        return known();
    }
}

std::vector<DestinationState> DeliveryWatch::known() {
    std::vector<DestinationState> states;
    const Lock lock(mutex_);
    for (const auto& [destination, watched] : watched_) {
        auto& state = states.emplace_back();
        state.destination = destination;
        state.trouble = watched.trouble;
        state.is_counted = false;
        state.is_overdue = watched.is_raised;
    }
    return states;
}

std::uint64_t DeliveryWatch::next_question() {
    const Lock lock(mutex_);
    return ++questions_;
}

// An answer that is older than one already used is returned, but changes nothing.
std::vector<DestinationState> DeliveryWatch::ask() {
    const auto question = next_question();
    const auto waiting = outbox_.waiting();
    std::vector<DestinationState> states;
    std::vector<DestinationState> changed;
    {
        const Lock lock(mutex_);
        const bool is_news = question > answered_;
        answered_ = std::max(answered_, question);
        for (const auto& one : waiting) watched_.try_emplace(one.destination);
        for (auto& [destination, watched] : watched_) {
            const auto& state = states.emplace_back(state_of(destination, watched, waiting));
            if (!is_news) continue;
            if (state.is_overdue != watched.is_raised) changed.push_back(state);
            take(watched, state);
        }
    }
    for (const auto& state : changed) log_change(state);
    return states;
}

DestinationState DeliveryWatch::state_of(const DestinationName& destination, const Watched& watched,
                                         const std::vector<store::WaitingStatuses>& waiting) const {
    DestinationState state;
    state.destination = destination;
    state.trouble = watched.trouble;
    const auto found = std::ranges::find(waiting, destination, &store::WaitingStatuses::destination);
    if (found == waiting.end()) return state;
    state.waiting = found->count;
    state.oldest = found->oldest;
    state.last_error = watched.is_set ? words_for(found->last_error) : std::string(kNobody);
    state.is_overdue = clock_.now() - found->oldest >= watched.alarm_after;
    return state;
}

void DeliveryWatch::take(Watched& watched, const DestinationState& state) {
    watched.is_raised = state.is_overdue;
    watched.may_be_over = false;
    watched.oldest_failed = watched.trouble ? state.oldest : std::nullopt;
}

void DeliveryWatch::log_change(const DestinationState& state) const {
    const auto record = "destination " + state.destination.str();
    if (!state.is_overdue) {
        log_alarm_over(log_, store::Alarm::destination_overdue, record);
        return;
    }
    const auto& why = state.trouble ? state.trouble->why : state.last_error;
    log_alarm(log_, store::Alarm::destination_overdue, record,
              std::to_string(state.waiting) + " waiting, the oldest for " +
                  std::to_string(minutes_since(*state.oldest, clock_.now()).count()) + " min" +
                  (why.empty() ? "" : ": " + why));
}

}  // namespace mwl::services
