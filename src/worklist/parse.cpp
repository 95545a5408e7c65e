#include <map>

#include "worklist/asked_zone.h"
#include "worklist/key_reader.h"
#include "worklist/parsed_query.h"

namespace mwl::worklist {
namespace {

namespace tags = dataset::tags;
using dataset::Dataset;
using dataset::Element;
using dataset::Tag;

// One pass over an identifier: which rows of the table it names, then what each of them asks.
class Parser {
public:
    Parser(const Dataset& identifier, const Asker& asker) : identifier_(identifier) {
        query_.asker = asker;
        collect_root();
        collect_step();
        for (const auto& [row, element] : misplaced_) take_from_root(row, *element);
    }

    Result<ParsedQuery> finish() {
        if (unreadable_) return *unreadable_;
        list_asked();
        if (auto read = read_window(); !read) return read.problem();
        if (auto read = read_keys(); !read) return read.problem();
        add_own_station();
        query_.zone = asked_zone(identifier_, query_.window.dates, query_.asker, remarks_);
        query_.has_status_key = query_.key_of(Place::step, tags::ScheduledProcedureStepStatus) != nullptr;
        query_.has_unsupported_key = remarks_.has_unsupported();
        query_.remarks = remarks_.take();
        return std::move(query_);
    }

private:
    void collect_root() {
        for (const auto& [tag, element] : identifier_.elements()) {
            if (tag == tags::ScheduledProcedureStepSequence || tag == tags::SpecificCharacterSet) continue;
            if (const auto row = row_of(Place::root, tag))
                take(*row, element);
            else if (const auto misplaced = row_of(Place::step, tag))
                misplaced_.emplace(*misplaced, &element);
            else
                ignore(tag, element);
        }
    }

    void collect_step() {
        const Element* const sequence = identifier_.find(tags::ScheduledProcedureStepSequence);
        if (sequence == nullptr) return;
        query_.wants_step = true;
        if (is_unread(*sequence))  // ignoring its keys would answer the steps of all stations
            unreadable_ =
                Problem{Code::malformed, to_string(tags::ScheduledProcedureStepSequence),
                        describe(tags::ScheduledProcedureStepSequence) + " holds no items that can be read"};
        query_.wants_whole_step = sequence->items.empty() || sequence->items.front().empty();
        if (sequence->items.empty()) return;
        if (sequence->items.size() > 1)
            remarks_.add(describe(tags::ScheduledProcedureStepSequence) +
                         " has more than one item; only the first is read");
        for (const auto& [tag, element] : sequence->items.front().elements()) {
            if (const auto row = row_of(Place::step, tag))
                take(*row, element);
            else
                ignore(tag, element);
        }
    }

    void take(std::size_t row, const Element& element) {
        const Tag tag = attributes()[row].tag;
        const dataset::Vr expected = dataset::find_info(tag)->vr;
        if (element.vr != expected)
            remarks_.add(describe(tag) + " came as " + dataset::name_of(element.vr) + ", not as " +
                         dataset::name_of(expected));
        found_[row] = &element;
    }

    // A key at the root matches as if it were inside the item; a key that is already there wins.
    void take_from_root(std::size_t row, const Element& element) {
        remarks_.add(describe(attributes()[row].tag) +
                     " stands at the root; read as if inside the scheduled procedure step's item");
        query_.wants_step = true;
        const auto present = found_.find(row);
        if (present == found_.end() || (!asks_for_match(*present->second) && asks_for_match(element)))
            take(row, element);
    }

    void ignore(Tag tag, const Element& element) {
        const bool is_known = dataset::find_info(tag) != nullptr;
        if (tag.is_group_length() || tag == tags::QueryRetrieveLevel) {
            remarks_.add(describe(tag) + " has no meaning here and was ignored");
        } else if (tag.is_private()) {
            remarks_.add("private attribute " + to_string(tag) + " was ignored");
        } else if (!is_known) {
            remarks_.add("unknown attribute " + to_string(tag) + " was ignored");
        } else {
            const std::string remark = describe(tag) + " is not supported here";
            asks_for_match(element) ? remarks_.add_unsupported(remark) : remarks_.add(remark);
        }
    }

    void list_asked() {
        for (const auto& [row, element] : found_) {
            AskedRow asked{row, {}};
            if (!element->items.empty())
                for (const auto& [tag, member] : element->items.front().elements())
                    asked.members.push_back(tag);
            const bool at_root = attributes()[row].place == Place::root;
            (at_root ? query_.asked_at_root : query_.asked_of_step).push_back(std::move(asked));
        }
    }

    Result<std::vector<std::string>> values_at(Tag tag) {
        const std::size_t row = row_of(Place::step, tag).value();
        const auto found = found_.find(row);
        if (found == found_.end()) return std::vector<std::string>{};
        return values_of(*found->second, attributes()[row], remarks_);
    }

    Result<void> read_window() {
        constexpr Tag kDate = tags::ScheduledProcedureStepStartDate;
        constexpr Tag kTime = tags::ScheduledProcedureStepStartTime;
        const auto date_values = values_at(kDate);
        if (!date_values) return date_values.problem();
        const auto time_values = values_at(kTime);
        if (!time_values) return time_values.problem();
        auto dates = date_ranges(*date_values, attributes()[row_of(Place::step, kDate).value()]);
        if (!dates) return dates.problem();
        auto times = time_ranges(*time_values, attributes()[row_of(Place::step, kTime).value()]);
        if (!times) return times.problem();
        query_.window = {*std::move(dates), *std::move(times)};
        return {};
    }

    Result<void> read_keys() {
        const Accents accents = query_.asker.fold_accents ? Accents::ignored : Accents::kept;
        for (const auto& [row, element] : found_) {
            const Attribute& attribute = attributes()[row];
            if (attribute.match == Match::start_date || attribute.match == Match::start_time) continue;
            if (attribute.match == Match::none) {
                note_unmatched(attribute, *element);
                continue;
            }
            auto key = read_key(*element, attribute, accents, remarks_);
            if (!key) return key.problem();
            if (*key) query_.keys.push_back({row, std::move(**key)});
        }
        return {};
    }

    void note_unmatched(const Attribute& attribute, const Element& element) {
        if (attribute.tag == tags::TimezoneOffsetFromUTC || !asks_for_match(element)) return;
        remarks_.add_unsupported(describe(attribute.tag) + " is not matched on");
    }

    void add_own_station() {
        if (!query_.asker.own_worklist_only) return;
        if (query_.key_of(Place::step, tags::ScheduledStationAETitle) != nullptr) return;
        const std::size_t row = row_of(Place::step, tags::ScheduledStationAETitle).value();
        query_.keys.push_back({row, StationKey{{query_.asker.ae.str()}}});
    }

    const Dataset& identifier_;
    ParsedQuery query_;
    Remarks remarks_;
    std::optional<Problem> unreadable_;
    std::map<std::size_t, const Element*> found_;      // by row
    std::map<std::size_t, const Element*> misplaced_;  // by row
};

}  // namespace

Result<ParsedQuery> parse_query(const Dataset& identifier, const Asker& asker) {
    return Parser(identifier, asker).finish();
}

const Criterion* ParsedQuery::key_of(Place place, Tag tag) const noexcept {
    const auto row = row_of(place, tag);
    for (const auto& key : keys)
        if (key.row == row) return &key.criterion;
    return nullptr;
}

}  // namespace mwl::worklist
