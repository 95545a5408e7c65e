#pragma once
// A Store that is a few lists in memory, for tests of whoever only reads; `is_away` makes every read throw as
// a lost database does, every write throws. One thread fills the lists, before the readers start.

#include <algorithm>
#include <atomic>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mwl/base/error.h"
#include "mwl/store/store.h"

namespace mwl::test {

// The switch that all parts of one FakeStore look at.
class Presence {
public:
    std::atomic<bool> is_away{false};

    template <typename T>
    const T& unless_away(const T& value) const {
        if (is_away) throw StoreError("the database is away");
        return value;
    }
    template <typename T>
    std::vector<T> newest(const std::vector<T>& list, int limit) const {
        const auto& all = unless_away(list);
        const auto count = std::min(all.size(), static_cast<std::size_t>(limit));
        return {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count)};
    }
};

[[noreturn]] inline void refuse_to_write() { throw StoreError("this store is only read"); }

struct FakeCandidates final : store::CandidateSource {
    explicit FakeCandidates(const Presence& of) : presence(of) {}
    void for_each(const CandidateFilter& filter, const std::function<bool(WorklistItem&&)>& take) override {
        for (auto item : presence.unless_away(steps))
            if (item.order.accession.number == filter.accession && !take(std::move(item))) return;
    }
    const Presence& presence;
    std::vector<WorklistItem> steps;
};

struct FakeOutbox final : store::Outbox {
    explicit FakeOutbox(const Presence& of) : presence(of) {}
    std::vector<store::OutboundMessage> claim(const DestinationName&, int, std::chrono::seconds) override {
        refuse_to_write();
    }
    bool keep_claim(OutboxRow, std::chrono::seconds) override { refuse_to_write(); }
    void give_back(OutboxRow) override { refuse_to_write(); }
    void sent(OutboxRow, const std::string&) override { refuse_to_write(); }
    void retry(OutboxRow, Instant, const std::string&) override { refuse_to_write(); }
    void park(OutboxRow, const std::string&) override { refuse_to_write(); }
    void give_up(OutboxRow, const std::string&) override { refuse_to_write(); }
    bool hold_delivery_lock() override { return false; }
    void release_delivery_lock() noexcept override {}
    bool holds_delivery_lock() const noexcept override { return false; }
    store::DeliveryHolder delivery_holder() override { return {}; }
    std::map<store::OutboxState, std::int64_t> counts() override { refuse_to_write(); }
    std::vector<store::OutboundMessage> recent(int limit) override {
        return presence.newest(messages, limit);
    }
    std::vector<store::WaitingStatuses> waiting() override { return presence.unless_away(backlog); }

    const Presence& presence;
    std::vector<store::OutboundMessage> messages;
    std::vector<store::WaitingStatuses> backlog;
};

struct FakeMessageLog final : store::MessageLog {
    explicit FakeMessageLog(const Presence& of) : presence(of) {}
    std::optional<store::StoredMessage> find(MessageRow) override { return std::nullopt; }
    std::vector<store::StoredMessage> recent(int limit) override { return presence.newest(messages, limit); }
    std::map<store::Disposition, std::int64_t> balance() override { return {}; }

    const Presence& presence;
    std::vector<store::StoredMessage> messages;
};

class FakeStore : public store::Store {
public:
    Presence presence;
    FakeCandidates candidate_source{presence};
    FakeOutbox outbound{presence};
    FakeMessageLog received{presence};
    std::vector<store::StoredTimelineEntry> entries;  // of whatever order
    std::vector<MappingNote> mapping_notes;
    std::vector<store::AssociationRecord> associations;
    std::vector<store::ExamRecord> exams;
    store::AlarmCounts alarm_counts;

    std::vector<WorklistItem>& steps() { return candidate_source.steps; }

    void run(const std::function<void(store::UnitOfWork&)>&) override { refuse_to_write(); }
    store::CandidateSource& candidates() override { return candidate_source; }
    store::Outbox& outbox() override { return outbound; }
    store::MessageLog& messages() override { return received; }
    store::Upkeep& upkeep() override { refuse_to_write(); }
    store::Pulse pulse(const std::vector<DestinationName>&) override { return {}; }
    std::vector<domain::Device> devices() override { return {}; }
    std::int64_t devices_version() override { return 0; }
    void edit_devices(std::string_view, const store::Act&, const store::DeviceEdit&) override {
        refuse_to_write();
    }
    std::vector<WorklistItem> steps_between(Instant from, Instant to, int limit) override {
        std::vector<WorklistItem> found;
        std::ranges::copy_if(presence.unless_away(steps()), std::back_inserter(found), [&](const auto& item) {
            const auto& start = item.step.start.get();
            return start && *start >= from && *start < to;
        });
        return presence.newest(found, limit);
    }
    std::vector<WorklistItem> steps_of(const AccessionNumber& order) override {
        std::vector<WorklistItem> found;
        std::ranges::copy_if(presence.unless_away(steps()), std::back_inserter(found), [&](const auto& item) {
            const auto& earlier = item.order.earlier_accessions;
            return item.order.accession == order || std::ranges::find(earlier, order) != earlier.end();
        });
        return found;
    }
    std::vector<store::ExamRecord> recent_performed(int limit) override {
        return presence.newest(exams, limit);
    }
    store::AlarmCounts alarms() override { return presence.unless_away(alarm_counts); }
    std::vector<store::StoredTimelineEntry> timeline(const AccessionNumber&) override {
        return presence.unless_away(entries);
    }
    std::vector<MappingNote> notes(const AccessionNumber&) override {
        return presence.unless_away(mapping_notes);
    }
    void save_associations(const std::vector<store::AssociationRecord>&) override { refuse_to_write(); }
    std::vector<store::AssociationRecord> recent_associations(int limit) override {
        return presence.newest(associations, limit);
    }
    bool is_ready() noexcept override { return !presence.is_away; }
};

}  // namespace mwl::test
