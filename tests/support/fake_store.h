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
    // One page: the cursor counts the rows before it.
    template <typename Page, typename T>
    Page page_of(const std::vector<T>& list, const typename Page::Asked& asked) const {
        const auto& all = unless_away(list);
        const auto first = asked.after ? static_cast<std::size_t>(asked.after->place().row) : 0;
        const auto last = std::min(all.size(), first + static_cast<std::size_t>(asked.limit));
        Page page;
        for (auto i = first; i < last; ++i) page.rows.push_back(all[i]);
        if (last < all.size())
            page.next = typename Page::Cursor({Instant{}, static_cast<std::int64_t>(last)});
        return page;
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
    std::vector<store::WaitingStatuses> waiting() override { return presence.unless_away(backlog); }

    const Presence& presence;
    std::vector<store::WaitingStatuses> backlog;
};

// Filters are kept, not obeyed.
struct FakeRecords final : store::Records {
    FakeRecords(const Presence& of, const FakeCandidates& source) : presence(of), candidates(source) {}

    store::MessagePage messages(const store::MessageFilter& filter,
                                const store::MessagePage::Asked& asked) override {
        message_filter = filter;
        return presence.page_of<store::MessagePage>(received, asked);
    }
    std::optional<store::StoredMessage> message(MessageRow) override { return std::nullopt; }
    store::StatusPage statuses(const store::StatusFilter& filter,
                               const store::StatusPage::Asked& asked) override {
        status_filter = filter;
        return presence.page_of<store::StatusPage>(outbound, asked);
    }
    store::PerformedStepPage performed_steps(const store::PerformedFilter& filter,
                                             const store::PerformedStepPage::Asked& asked) override {
        performed_filter = filter;
        return presence.page_of<store::PerformedStepPage>(performed, asked);
    }
    store::AssociationPage associations(const store::AssociationFilter& filter,
                                        const store::AssociationPage::Asked& asked) override {
        association_filter = filter;
        return presence.page_of<store::AssociationPage>(calls, asked);
    }
    store::QueryPage queries(const store::QueryFilter& filter,
                             const store::QueryPage::Asked& asked) override {
        query_filter = filter;
        return presence.page_of<store::QueryPage>(asked_queries, asked);
    }
    store::StepPage steps(const store::StepFilter& filter, const store::StepPage::Asked& asked) override {
        std::vector<WorklistItem> found;
        std::ranges::copy_if(presence.unless_away(candidates.steps), std::back_inserter(found),
                             [&](const auto& item) { return is_wanted(item, filter); });
        return presence.page_of<store::StepPage>(found, asked);
    }
    store::TimelinePage timeline(const AccessionNumber&, const store::TimelinePage::Asked& asked) override {
        return presence.page_of<store::TimelinePage>(entries, asked);
    }
    std::vector<store::StoredNote> notes(const AccessionNumber&) override {
        return presence.unless_away(mapping_notes);
    }
    std::vector<store::StoredOrigin> origins(const AccessionNumber&) override {
        return presence.unless_away(value_origins);
    }
    store::AlarmCounts alarms() override { return presence.unless_away(alarm_counts); }
    std::map<store::Disposition, std::int64_t> message_counts() override { return {}; }
    std::map<store::OutboxState, std::int64_t> status_counts() override { return {}; }

    static bool is_wanted(const WorklistItem& item, const store::StepFilter& filter) {
        const auto& earlier = item.order.earlier_accessions;
        if (!filter.order.empty())
            return item.order.accession == filter.order ||
                   std::ranges::find(earlier, filter.order) != earlier.end();
        const auto& start = item.step.start.get();
        return start && *start >= filter.start.from.value() && *start < filter.start.to.value();
    }

    const Presence& presence;
    const FakeCandidates& candidates;
    std::vector<store::StoredMessage> received;
    std::vector<store::OutboundMessage> outbound;
    std::vector<store::PerformedStepRecord> performed;
    std::vector<store::AssociationRecord> calls;
    std::vector<store::QueryRecord> asked_queries;
    std::vector<store::StoredTimelineEntry> entries;  // of whatever order
    std::vector<store::StoredNote> mapping_notes;
    std::vector<store::StoredOrigin> value_origins;
    store::AlarmCounts alarm_counts;
    // What was asked for last.
    store::MessageFilter message_filter;
    store::StatusFilter status_filter;
    store::PerformedFilter performed_filter;
    store::AssociationFilter association_filter;
    store::QueryFilter query_filter;
};

class FakeStore : public store::Store {
public:
    Presence presence;
    FakeCandidates candidate_source{presence};
    FakeOutbox outbound{presence};
    FakeRecords read{presence, candidate_source};

    std::vector<WorklistItem>& steps() { return candidate_source.steps; }

    void run(const std::function<void(store::UnitOfWork&)>&) override { refuse_to_write(); }
    store::CandidateSource& candidates() override { return candidate_source; }
    store::Outbox& outbox() override { return outbound; }
    store::Records& records() override { return read; }
    store::Upkeep& upkeep() override { refuse_to_write(); }
    store::Pulse pulse(const std::vector<DestinationName>&) override { return {}; }
    std::vector<domain::Device> devices() override { return {}; }
    std::int64_t devices_version() override { return 0; }
    void edit_devices(std::string_view, const store::Act&, const store::DeviceEdit&) override {
        refuse_to_write();
    }
    void save_associations(const std::vector<store::AssociationRecord>&) override { refuse_to_write(); }
    bool is_ready() noexcept override { return !presence.is_away; }
};

}  // namespace mwl::test
