// What the store is told may narrow too little and never too much (architecture.md, decision 3).
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "mwl/text/fold.h"
#include "unit/worklist/worklist_items.h"

namespace mwl::worklist::test {
namespace {

template <typename T>
bool is_any_of(const std::vector<T>& wanted, const T& value) {
    return wanted.empty() || std::ranges::find(wanted, value) != wanted.end();
}
bool is_exactly(const std::string& wanted, const std::string& value) {
    return wanted.empty() || wanted == value;
}

// What candidate_filter.h says, read literally.
bool lets_through(const CandidateFilter& filter, const WorklistItem& item) {
    const auto& stations = item.step.stations.get();
    const bool station_fits =
        filter.stations.empty() || stations.empty() ||
        std::ranges::any_of(stations, [&](const AeTitle& ae) { return is_any_of(filter.stations, ae); });
    const std::string name = text::fold(text::print_group(item.patient.name->alphabetic));
    const bool status_fits =
        filter.statuses.empty() ? is_open(item.step.status) : is_any_of(filter.statuses, item.step.status);
    const auto start = item.step.start.get();
    return (!filter.from || start >= *filter.from) && (!filter.to || start < *filter.to) && station_fits &&
           is_any_of(filter.modalities, item.step.modality.get()) &&
           is_exactly(filter.patient_id, item.patient.id.id) &&
           is_exactly(filter.accession, item.order.accession.number) &&
           is_any_of(filter.studies, item.procedure.study) &&
           is_exactly(filter.step_id, item.step.id.str()) &&
           is_exactly(filter.procedure_id, item.procedure.id.str()) &&
           name.starts_with(filter.folded_name_prefix) && status_fits;
}

// Small worlds, so that random queries meet random items often.
class RandomWorld {
public:
    explicit RandomWorld(unsigned seed) : engine_(seed) {}

    WorklistItem item() {
        WorklistItem item = one_of<bool>({true, false}) ? timed_item() : all_day_item();
        item.patient.name = text::parse_pn(
            text({"DOE^JANE", "Doé", "Müller^Jörg", "MUELLER^JORG", "ΣΊΣΥΦΟΣ^ΝΊΚΟΣ",
                  "Yamada^Tarou=山田^太郎=やまだ^たろう", "=山田^太郎", "Hong^Gildong=洪^吉洞=홍^길동",
                  "DE LA CRUZ^ANA", "Straße^Ada", "SMITH=DOE^JANE"}));
        item.patient.id.id = text({"P1", "P2", "P*"});
        item.order.accession.number = text({"A100", "A101", ""});
        item.procedure.id = ProcedureId{text({"R1", "R2"})};
        item.procedure.study = StudyUid{text({"1.2.3", "1.2.4"})};
        item.step.id = StepId{text({"S1", "S2"})};
        item.step.modality = text({"CT", "MR"});
        item.step.stations = one_of<std::vector<AeTitle>>(
            {{}, {AeTitle{"CT1"}}, {AeTitle{"CT2"}}, {AeTitle{"CT1"}, AeTitle{"CT2"}}});
        item.step.status = static_cast<StepStatus>(below(9));
        return item;
    }

    Dataset identifier() {
        Dataset root;
        Dataset step;
        maybe(root, tags::PatientName,
              {"D*", "doe*", "DOE^*", "d?e^jane", "Müller*", "mull*", "MUELLER^JORG", "*^JANE", "山*",
               "홍?길*", "=山田*", "DOE*=山*", "de la *", "STRASSE*", "Stra*", "σίσυφος*", "Hong^Gildong"});
        maybe(root, tags::PatientID, {"P1", " P2 ", "P*", "P?"});
        maybe(root, tags::AccessionNumber, {"A100", "A10*", "A101 "});
        maybe(root, tags::RequestedProcedureID, {"R1", "R?"});
        maybe(root, tags::StudyInstanceUID, {"1.2.3", "1.2.4"});
        maybe(root, tags::TimezoneOffsetFromUTC, {"+0200", "-1000", "+1400"});
        maybe(step, tags::ScheduledProcedureStepID, {"S1", "*1"});
        maybe(step, tags::Modality, {"CT", "MR", "*"});
        maybe(step, tags::ScheduledStationAETitle, {"CT1", "CT2", ""});
        maybe(step, tags::ScheduledProcedureStepStatus, {"SCHEDULED", "S*", "DEPARTED", "*", "COMPLETED"});
        maybe(step, tags::ScheduledProcedureStepStartDate,
              {"20260702", "20260701-20260703", "20260702-", "-20260702", "20260703-20260701"});
        maybe(step, tags::ScheduledProcedureStepStartTime, {"1030", "0800-1200", "2200-0600", "12-", "-12"});
        if (one_of<bool>({true, false})) step.set_values(tags::Modality, {"CT", "MR"});
        return root.set_items(tags::ScheduledProcedureStepSequence, {step});
    }

    Asker asker() {
        Asker asker = the_asker();
        asker.zone = zone(one_of<const char*>(
            {"Europe/Berlin", "Pacific/Kiritimati", "Etc/GMT+12", "America/New_York", "Asia/Kolkata"}));
        asker.own_worklist_only = below(4) == 0;
        asker.hide_started = below(4) == 0;
        asker.fold_accents = below(2) == 0;
        return asker;
    }

private:
    std::size_t below(std::size_t limit) { return engine_() % limit; }
    template <typename T>
    T one_of(std::vector<T> values) {
        return values[below(values.size())];
    }
    std::string text(const std::vector<std::string>& values) { return values[below(values.size())]; }

    void maybe(Dataset& target, Tag tag, const std::vector<std::string>& values) {
        if (below(4) == 0) target.set(tag, text(values));
    }
    WorklistItem timed_item() {
        return an_item_at(utc(2026, 6, 30) + std::chrono::minutes{below(5UL * 24 * 60)});
    }
    WorklistItem all_day_item() {
        return an_all_day_item(
            local_date(2026, 7, static_cast<unsigned>(1 + below(3))),
            zone(one_of<const char*>({"Pacific/Kiritimati", "Etc/GMT+12", "Europe/Berlin"})));
    }

    std::mt19937 engine_;
};

TEST(CandidateFilterProperty, EveryItemThatMatchesIsAmongTheCandidates) {
    RandomWorld world(20260702);
    int matched = 0;
    int narrowed = 0;
    for (int round = 0; round < 500; ++round) {
        const Dataset identifier = world.identifier();
        const Asker asker = world.asker();
        const auto query = Query::parse(identifier, asker);
        ASSERT_TRUE(query.ok()) << dump(identifier);
        const auto filter = query->filter();
        for (int n = 0; n < 20; ++n) {
            const WorklistItem item = world.item();
            const bool passes = lets_through(filter, item);
            if (!passes) ++narrowed;
            if (query->failed(item).any()) continue;
            ++matched;
            ASSERT_TRUE(passes) << asker.zone.name() << '\n'
                                << dump(identifier) << print_pn(*item.patient.name) << ' '
                                << micros(*item.step.start.get());
        }
    }
    EXPECT_GT(matched, 300) << "the worlds must meet";
    EXPECT_GT(narrowed, 3000) << "the filter must narrow";
}

TEST(CandidateFilter, OfExactKeysButNotOfWildcards) {
    const auto exact = a_query()
                           .root(tags::PatientID, " P-1 ")
                           .root(tags::AccessionNumber, "A100")
                           .root(tags::RequestedProcedureID, "RP1")
                           .step(tags::ScheduledProcedureStepID, "SPS1")
                           .query()
                           .filter();
    EXPECT_EQ(exact.patient_id, "P-1");
    EXPECT_EQ(exact.accession, "A100");
    EXPECT_EQ(exact.procedure_id, "RP1");
    EXPECT_EQ(exact.step_id, "SPS1");
    const auto wild =
        a_query().root(tags::PatientID, "P-*").root(tags::AccessionNumber, "A?00").query().filter();
    EXPECT_EQ(wild.patient_id, "");
    EXPECT_EQ(wild.accession, "");
}

TEST(CandidateFilter, DatesAreWidenedByTheWorstOffsetOnBothSides) {
    const auto filter = a_query().on("20260702").query().filter();
    EXPECT_EQ(filter.from, utc(2026, 6, 30, 20));  // 2 July 00:00 in Berlin, 26 hours earlier
    EXPECT_EQ(filter.to, utc(2026, 7, 4, 0));
    const auto open = a_query().on("20260702-").query().filter();
    EXPECT_TRUE(open.from.has_value());
    EXPECT_FALSE(open.to.has_value());
    EXPECT_FALSE(a_query().at("1030").query().filter().from.has_value());
}

TEST(CandidateFilter, NamePrefixOnlyWhereNoOtherGroupCouldMatch) {
    const auto prefix = [](const char* name) {
        return a_query().name(name).query().filter().folded_name_prefix;
    };
    EXPECT_EQ(prefix("Doe*"), "doe");
    EXPECT_EQ(prefix("DOE^JANE"), "doe");
    EXPECT_EQ(prefix("DOE*=山田*"), "");
    EXPECT_EQ(prefix("山田*"), "");
    EXPECT_EQ(prefix("Müller*"), "");
    EXPECT_EQ(prefix("*OE"), "");
    EXPECT_EQ(prefix("^JANE"), "");
}

TEST(CandidateFilter, StatusesAreTheOpenOnesUnlessTheKeySaysOtherwise) {
    using enum StepStatus;
    const auto statuses = [](const char* key, bool hide_started = false) {
        Asker asker = the_asker();
        asker.hide_started = hide_started;
        return a_query().step(tags::ScheduledProcedureStepStatus, key).query(asker).filter().statuses;
    };
    EXPECT_EQ(statuses(""), (std::vector{scheduled, arrived, ready, started}));
    EXPECT_EQ(statuses("", true), (std::vector{scheduled, arrived, ready}));
    EXPECT_EQ(statuses("DEPARTED"), std::vector{departed});
}

}  // namespace
}  // namespace mwl::worklist::test
