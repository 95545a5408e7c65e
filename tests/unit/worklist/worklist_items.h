#pragma once
// Steps and queries in the domain's words, for the tests of the matcher.

#include <chrono>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "mwl/worklist/query.h"

namespace mwl::worklist::test {

namespace tags = dataset::tags;
using dataset::Dataset;
using dataset::Tag;

// Read once each: a zone file takes a millisecond under the sanitizers.
inline const Zone& zone(const std::string& name) {
    static std::map<std::string, Zone> known;
    const auto at = known.find(name);
    return at != known.end() ? at->second : known.emplace(name, *Zone::named(name)).first->second;
}

inline Instant utc(int year, unsigned month, unsigned day, int hour = 0, int minute = 0, int second = 0) {
    using namespace std::chrono;
    const sys_days date =
        year_month_day{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
    return date + hours{hour} + minutes{minute} + seconds{second};
}

inline LocalDate local_date(int year, unsigned month, unsigned day) {
    return LocalDate{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
}

// A CT of a complete order: 2 July 2026, 10:30 in Berlin.
inline WorklistItem an_item() {
    WorklistItem item;
    item.patient.id = {"P-1", Issuer{"HOSP"}};
    item.patient.name = text::parse_pn("Müller^Jörg");
    item.patient.birth_date = OptionalDate{local_date(1960, 2, 29)};
    item.patient.sex = std::string("M");
    item.patient.allergies = std::string("PENICILLIN");
    item.order.accession = {"A100", Issuer{"RIS"}};
    item.order.requesting_physician = text::parse_pn("HOUSE^GREGORY");
    item.procedure.id = ProcedureId{"RP1"};
    item.procedure.study = StudyUid{"1.2.3.4"};
    item.procedure.description = std::string("CT thorax");
    item.procedure.code = CodedEntry{"CTTX", "99RIS", "CT thorax"};
    item.step.id = StepId{"SPS1"};
    item.step.modality = std::string("CT");
    item.step.stations = std::vector{AeTitle{"CT1"}};
    item.step.start = std::optional{utc(2026, 7, 2, 8, 30)};
    item.step.local_date = OptionalDate{local_date(2026, 7, 2)};
    item.step.protocol = CodedEntry{"CT-TX-NATIVE", "99RIS", "native"};
    item.step.performing_physician = text::parse_pn("CURIE^MARIE");
    return item;
}

inline WorklistItem an_item_at(Instant start) {
    WorklistItem item = an_item();
    item.step.start = std::optional{start};
    return item;
}

// Due some time on `date` at a site in `site`.
inline WorklistItem an_all_day_item(LocalDate date, const Zone& site) {
    WorklistItem item = an_item_at(site.to_instant({date, TimeOfDay{0}}).at);
    item.step.local_date = OptionalDate{date};
    item.step.all_day = true;
    return item;
}

inline Asker the_asker() {
    Asker asker;
    asker.ae = AeTitle{"CT1"};
    asker.zone = zone("Europe/Berlin");
    asker.now = utc(2026, 7, 2, 6, 0);
    return asker;
}

class QueryText {
public:
    QueryText& root(Tag tag, std::string value = {}) {
        root_.set(tag, std::move(value));
        return *this;
    }
    QueryText& step(Tag tag, std::string value = {}) {
        step_.set(tag, std::move(value));
        return *this;
    }
    QueryText& on(std::string dates) { return step(tags::ScheduledProcedureStepStartDate, std::move(dates)); }
    QueryText& at(std::string times) { return step(tags::ScheduledProcedureStepStartTime, std::move(times)); }
    QueryText& modality(std::string value) { return step(tags::Modality, std::move(value)); }
    QueryText& name(std::string value) { return root(tags::PatientName, std::move(value)); }

    Dataset identifier() const {
        Dataset out = root_;
        out.set_items(tags::ScheduledProcedureStepSequence, {step_});
        return out;
    }
    Result<Query> parse(const Asker& asker = the_asker()) const { return Query::parse(identifier(), asker); }
    // Precondition: the query can be read.
    Query query(const Asker& asker = the_asker()) const { return *parse(asker); }

private:
    Dataset root_;
    Dataset step_;
};

inline QueryText a_query() { return {}; }

// The keywords of the keys, joined by a space: "PatientName Modality".
inline std::string names(const KeySet& keys) {
    std::string out;
    for (std::size_t row = 0; row < keys.size(); ++row)
        if (keys.test(row)) out += (out.empty() ? "" : " ") + name_of_key(row);
    return out;
}

inline std::string failed(const QueryText& query, const WorklistItem& item,
                          const Asker& asker = the_asker()) {
    return names(query.query(asker).failed(item));
}

inline bool matches(const QueryText& query, const WorklistItem& item, const Asker& asker = the_asker()) {
    return query.query(asker).failed(item).none();
}

}  // namespace mwl::worklist::test
