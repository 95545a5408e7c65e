// Ten years of data (faults.md F19): whatever the program asks its database, it touches few pages. The
// program's own statements are run on a filled database, and the server tells what each of them read.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "contract/reply_cutter.h"
#include "contract/store_samples.h"
#include "mwl/store/migrate.h"
#include "store/sql.h"

namespace mwl::test {
namespace store_volume_test {

using namespace std::chrono_literals;
using store::OutboundDraft;

constexpr std::int64_t kMostPages = 500;
constexpr std::int64_t kMostPagesOfARow = 25;  // an item of a worklist stands in six tables
const DestinationName kRis("ris");

// Orders of the filled database. MWL_VOLUME sets another number; the pages must not rise with it.
int orders_wanted() {
    const char* const wanted = std::getenv("MWL_VOLUME");  // NOLINT(concurrency-mt-unsafe): read once
    return wanted == nullptr ? 40'000 : std::stoi(wanted);
}

// The text of a statement without what does not matter to it.
std::string plain(const std::string& sql) {
    std::string out;
    for (const char c : sql)
        if (c != ' ' && c != '\n' && c != '\t') out += c;
    return out;
}

// Begin, commit and settings have no plan.
bool has_plan(const std::string& sql) {
    for (const std::string_view word : {"begin", "commit", "setlocal"})
        if (sql.starts_with(word)) return false;
    return true;
}

// These make and drop tables: they touch the catalog, once a month.
bool is_about_tables(const std::string& sql) {
    return sql.find("make_month(") != std::string::npos || sql.find("forget_month(") != std::string::npos ||
           sql.find("months_of(") != std::string::npos;
}

// What the server wrote about each statement that ran: the most pages it touched, by its text.
class Plans {
public:
    explicit Plans(const std::string& log_file) : log_(log_file) {}

    // What was written before is of no interest.
    void skip() { log_.seekg(0, std::ios::end); }
    void read() {
        std::string line;
        while (std::getline(log_, line)) {
            if (line.starts_with('\t') && is_plan_)
                plan_ += line;
            else {
                take();
                is_plan_ = line.find("plan:") != std::string::npos;
            }
        }
        take();
        log_.clear();
    }
    const std::map<std::string, std::int64_t>& pages() const { return pages_; }
    // The plans of statements that touched too many.
    const std::vector<std::string>& too_many() const { return too_many_; }

private:
    void take() {
        if (plan_.empty()) return;
        const auto said = nlohmann::json::parse(plan_, nullptr, false);
        plan_.clear();
        if (said.is_discarded()) return;
        const auto& top = said.at("Plan");
        const auto touched = top.value("Shared Hit Blocks", std::int64_t{0}) +
                             top.value("Shared Read Blocks", std::int64_t{0});
        const auto text = plain(said.at("Query Text").get<std::string>());
        auto& most = pages_[text];
        most = std::max(most, touched);
        const auto rows = top.value("Actual Rows", std::int64_t{0});
        if (touched > std::max(kMostPages, kMostPagesOfARow * rows) && !is_about_tables(text))
            too_many_.push_back(std::to_string(touched) + " pages, " + std::to_string(rows) + " rows:\n" +
                                said.dump(1));
    }

    std::ifstream log_;
    bool is_plan_ = false;
    std::string plan_;
    std::map<std::string, std::int64_t> pages_;
    std::vector<std::string> too_many_;
};

class TenYears : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        cluster_ = std::make_unique<PrivateCluster>();
        cluster_->start();
        for (const std::string setting :
             {"session_preload_libraries = 'auto_explain'", "auto_explain.log_min_duration = 0",
              "auto_explain.log_analyze = on", "auto_explain.log_buffers = on",
              "auto_explain.log_timing = off", "auto_explain.log_format = json",
              "auto_explain.log_nested_statements = on"})
            (void)psql(cluster_->connection(), "alter database mwl set " + setting);
        (void)store::migrate(options_for(cluster_->connection()), Log());
        const auto filled = run({"psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-v",
                                 "orders=" + std::to_string(orders_wanted()), "-v", "months=120", "-f",
                                 MWL_SOURCE_DIR "/tests/support/ten_years.sql", "-d", cluster_->connection()},
                                {{"PGOPTIONS", "-c auto_explain.log_min_duration=-1"}});
        ASSERT_EQ(filled.exit_code, 0) << filled.output;
    }
    static void TearDownTestSuite() { cluster_.reset(); }

    static std::string log_file() {
        const auto data = psql(cluster_->connection(), "show data_directory");
        return data.substr(0, data.rfind('/')) + "/server.log";
    }
    static store::StoreOptions options() {
        auto options = options_for(cluster_->connection());
        options.statement_timeout = 60s;  // a machine that is busy is not what is tested
        options.silence = 60s;
        options.lock_heartbeat = 1ms;
        return options;
    }

    void load_by_every_key(int n);
    void take_a_message(int n);
    void perform(int n);
    void deliver();
    void ask_the_worklist();
    void look_at_the_lists();
    void look_at_the_page();
    void keep_house();
    static void lose_the_answer_to_a_commit();

    static std::unique_ptr<PrivateCluster> cluster_;
    const int orders_ = orders_wanted();
    std::unique_ptr<store::Store> store_ = store::open_store(options(), system_clock(), Log());
};
std::unique_ptr<PrivateCluster> TenYears::cluster_;

void TenYears::load_by_every_key(int n) {
    std::vector<Keys> ways(9);
    ways[0].accessions = {accession(n)};
    ways[1].placers = {{"PL" + std::to_string(n), Issuer("PLACER")}};
    ways[2].fillers = {{"FI" + std::to_string(n), Issuer("FILLER")}};
    ways[3].studies = {StudyUid("2.25." + std::to_string(n))};
    ways[4].steps = {step_id(n)};
    ways[5].patients = {patient_id(1 + n % (orders_ / 4))};
    ways[5].orders_of_patients = true;
    ways[6].performed = {SopInstanceUid("1.2.3." + std::to_string(n))};
    ways[7].patients = {{"P1", Issuer()}};
    for (int name = 1; name <= 65; ++name)
        ways[8].accessions.push_back({"N" + std::to_string(name), Issuer("RIS")});
    for (auto& keys : ways) {
        keys.sender = SenderName("RIS|HOSP");
        keys.new_orders = 1;
        store_->run([&](store::UnitOfWork& work) { (void)work.load(keys); });
    }
}

// An update of order n as intake saves it.
void TenYears::take_a_message(int n) {
    auto message = a_message("new " + std::to_string(n));
    message.received_at = system_clock().now();
    message.sent_instant = message.received_at;
    store_->run([&](store::UnitOfWork& work) {
        Keys keys;
        keys.accessions = {accession(n)};
        keys.sender = message.identity.sender;
        keys.new_orders = 1;
        const auto known = work.open(question_of(message, std::chrono::hours(168)), keys).known;
        Effects effects;
        effects.patients = known.patients;
        for (const auto& order : known.orders) {
            effects.orders.push_back(order);
            effects.orders.back().earlier_accessions = {{"OLD", Issuer("RIS")}};
            effects.orders_told_of.push_back(order.row);
            effects.timeline.push_back({order.row, "order updated", "from a test"});
            effects.notes.push_back({order.row, {{NoteKind::generated, "StudyInstanceUID", "", "made"}}});
            effects.order_origins.push_back(
                {order.row, {}, step_id(n), true, false, {{"step.modality", "OBR[1]-24", "CT", "upper"}}});
        }
        effects.patients_told_of = {patient_id(1)};
        Hard hard(1);
        effects.visits.push_back({patient_id(1), a_visit(1, hard)});
        const Origin origin{"patient.name", "PID[1]-5", "A^B", "", OriginOf::patient};
        effects.patient_origins.push_back({patient_id(1), {origin}});
        effects.visit_origins.push_back(
            {patient_id(1), effects.visits[0].visit.number, effects.visits[0].visit.issuer, {origin}});
        work.save_message(message);
        work.save(effects);
    });
}

void TenYears::perform(int n) {
    store_->run([&](store::UnitOfWork& work) {
        Keys keys;
        keys.accessions = {accession(n)};
        const auto known = work.load(keys);
        auto performed = a_performed_step(10'000'000 + n);
        performed.steps = {known.orders.at(0).procedures.at(0).steps.at(0).row};
        Effects effects;
        effects.performed = {performed};
        effects.timeline.push_back({known.orders.at(0).row, "step started", "from a test"});
        work.save(effects);
        work.enqueue({kRis, known.orders.at(0).row, step_id(n), performed.uid, StatusTransition::in_progress,
                      "volume " + std::to_string(n), "bytes"});
    });
}

// Past everything that waits behind a RIS that is down, whatever is new is found.
void TenYears::deliver() {
    auto& outbox = store_->outbox();
    ASSERT_TRUE(outbox.hold_delivery_lock());
    (void)store_->pulse({kRis});
    std::vector<store::OutboundMessage> claimed;
    for (int i = 0; i < 5; ++i) {
        claimed = outbox.claim(kRis, 8, 60s);
        ASSERT_FALSE(claimed.empty());
        ASSERT_TRUE(outbox.keep_claim(claimed.front().row, 60s));
        switch (i) {
            case 0:
                outbox.sent(claimed.front().row, "AA");
                break;
            case 1:
                outbox.give_back(claimed.front().row);
                break;
            case 2:
                outbox.retry(claimed.front().row, system_clock().now() + 1h, "down");
                break;
            case 3:
                outbox.park(claimed.front().row, "AE");
                break;
            default:
                outbox.give_up(claimed.front().row, "too old");
        }
        for (std::size_t rest = 1; rest < claimed.size(); ++rest) outbox.give_back(claimed[rest].row);
    }
    EXPECT_EQ(outbox.waiting().size(), 1U);
    const auto other = store::open_store(options(), system_clock(), Log());
    (void)other->outbox().delivery_holder();
}

void TenYears::ask_the_worklist() {
    const auto now = system_clock().now();
    std::vector<CandidateFilter> filters(10);
    filters[0].from = now - 12h;
    filters[0].to = now + 12h;
    filters[0].modalities = {"DX"};
    filters[1].accession = "A" + std::to_string(orders_ - 5);
    filters[2].patient_id = "P77";
    filters[3].studies = {StudyUid("2.25.4711")};
    filters[4].step_id = "S4711";
    filters[5].procedure_id = "R4711";
    filters[6].folded_name_prefix = "family12";
    filters[6].from = now - 12h;
    filters[6].to = now + 12h;
    filters[6].modalities = {"DX"};
    filters[9].modalities = {"DX"};
    filters[9].stations = {AeTitle("AE3")};
    filters[7].soonest = 20;
    filters[8].accession = "A4711";
    filters[8].hidden_too = true;
    for (const auto& filter : filters)
        store_->candidates().for_each(filter, [](WorklistItem&&) { return true; });
}

// Newest first, then as far back as half of the years.
template <typename Page, typename Read>
void look_at(const char* what, const Read& read) {
    typename Page::Asked asked;
    EXPECT_FALSE(read(asked).rows.empty()) << what;
    const store::ListPlace years_ago{system_clock().now() - std::chrono::hours(24 * 1800), 1};
    asked.after = typename Page::Cursor(years_ago);
    (void)read(asked);
}

void TenYears::look_at_the_lists() {
    auto& records = store_->records();
    const AccessionNumber order = accession(orders_ - 3100);
    std::vector<store::MessageFilter> messages(9);
    messages[1].disposition = store::Disposition::quarantined;
    messages[2].control_id = "M4711/2";
    messages[3].patient = {"P77", Issuer("HOSP")};
    messages[4].order = order;
    messages[5].sender = SenderName("RIS|HOSP");
    messages[6].received.from = system_clock().now() - 24h;
    messages[7].disposition = store::Disposition::rejected;
    messages[8].type = "nothing is of this type";
    for (const auto& filter : messages) {
        (void)records.messages(filter, {});
        (void)records.messages(filter,
                               {50, store::MessagePage::Cursor({system_clock().now() - 1800 * 24h, 1})});
    }
    look_at<store::MessagePage>("messages", [&](const auto& asked) { return records.messages({}, asked); });
    for (const store::StatusFilter& filter : {store::StatusFilter{},
                                              {store::OutboxState::sent, {}, {}},
                                              {store::OutboxState::dead, {}, {}},
                                              {{}, kRis, {}},
                                              {{}, {}, order}})
        look_at<store::StatusPage>("statuses",
                                   [&](const auto& asked) { return records.statuses(filter, asked); });
    for (const store::PerformedFilter& filter :
         {store::PerformedFilter{}, {true, false, {}}, {false, true, {}}, {false, false, AeTitle("AE3")}})
        ASSERT_FALSE(records.performed_steps(filter, {}).rows.empty());
    for (const store::AssociationFilter& filter :
         {store::AssociationFilter{}, {{}, AeTitle("AE1"), ""}, {{}, {}, "rejected"}})
        look_at<store::AssociationPage>(
            "associations", [&](const auto& asked) { return records.associations(filter, asked); });
    for (const store::QueryFilter& filter :
         {store::QueryFilter{}, {{}, AeTitle("AE1"), {}, false}, {{}, {}, {}, true}})
        look_at<store::QueryPage>("queries",
                                  [&](const auto& asked) { return records.queries(filter, asked); });
}

void TenYears::look_at_the_page() {
    const auto now = system_clock().now();
    auto& records = store_->records();
    ASSERT_FALSE(records.steps({{now - 4h, now + 4h}, {}}, {500, {}}).rows.empty());
    (void)records.alarms();
    ASSERT_FALSE(records.timeline(accession(orders_ - 10), {}).rows.empty());
    ASSERT_FALSE(records.notes(accession(orders_ - 10)).empty());
    ASSERT_FALSE(records.origins(accession(orders_ - 10)).empty());
    ASSERT_FALSE(records.steps({{}, accession(orders_ - 10)}, {}).rows.empty());
    const auto messages = records.messages({}, {}).rows;
    ASSERT_EQ(messages.size(), 50U);
    EXPECT_TRUE(records.message(messages.back().row));
    (void)records.message_counts();
    (void)records.status_counts();
    store::AssociationRecord call{0,           "a",        now, now, "10.0.0.1", "AE1",
                                  "MWLBROKER", "released", "",  "",  {},         0};
    call.queries.resize(1);
    call.queries[0].asked_at = call.queries[0].answered_at = now;
    call.queries[0].calling_ae = "AE1";
    store_->save_associations({call});
    domain::Device device;
    device.ae = AeTitle("AE1");
    import_devices(*store_, {device});
    store_->edit_devices("device remove", an_act(), [](const std::vector<domain::Device>&) {
        return store::DeviceChanges{{}, {AeTitle("AE9")}, "AE9"};
    });
    (void)store_->devices();
    (void)store_->devices_version();
    EXPECT_TRUE(store_->is_ready());
}

void TenYears::keep_house() {
    auto& upkeep = store_->upkeep();
    const auto now = system_clock().now();
    const auto stray = now - std::chrono::hours(24 * 4000);
    store_->save_associations(
        {{0, "a", stray, stray, "10.0.0.1", "AE1", "MWLBROKER", "released", "", "", {}, 0}});
    EXPECT_EQ(upkeep.make_months(), 1);
    for (const auto kept : store::kAllKept)
        (void)upkeep.forget_months(kept, now - std::chrono::hours(24 * 3580), {});
    EXPECT_EQ(upkeep.expire_steps(now - 24h), 10);
    EXPECT_EQ(upkeep.offer_steps_again(now - std::chrono::hours(24 * 400)), 10);
    upkeep.sum_tallies(now);
    ASSERT_TRUE(upkeep.contents_of(patient_id(5)));
    ASSERT_TRUE(upkeep.remove_patient(patient_id(5), {"somebody", "here", "a test patient"}));
    EXPECT_FALSE(upkeep.contents_of(patient_id(5)));
}

void TenYears::lose_the_answer_to_a_commit() {
    ReplyCutter cutter(folder_of(cluster_->connection()));
    auto in_doubt = options();
    in_doubt.connection = through(in_doubt.connection, cutter.folder());
    const auto store = store::open_store(in_doubt, system_clock(), Log());
    cutter.cut_next_commit_reply();
    store->save_associations({{0,
                               "b",
                               system_clock().now(),
                               system_clock().now(),
                               "10.0.0.1",
                               "AE1",
                               "MWLBROKER",
                               "released",
                               "",
                               "",
                               {},
                               0}});
    EXPECT_EQ(cutter.cuts(), 1);
}

TEST_F(TenYears, F19_EveryStatementOfTheProgramTouchesFewPages) {
    Plans migration(log_file());
    migration.read();
    Plans plans(log_file());
    plans.skip();
    for (const int n : {orders_ / 2, orders_ - 20, orders_ + 1}) load_by_every_key(n);
    take_a_message(orders_ - 20);
    take_a_message(orders_ / 3);
    perform(orders_ - 40);
    perform(orders_ - 41);
    deliver();
    ask_the_worklist();
    look_at_the_page();
    look_at_the_lists();
    keep_house();
    lose_the_answer_to_a_commit();
    store_->outbox().release_delivery_lock();
    store::check_schema(options());
    store_.reset();

    plans.read();
    for (const auto& plan : plans.too_many()) ADD_FAILURE() << plan;
    std::string never;
    for (const auto* sql : store::Sql::all())
        if (const auto text = plain(sql->text());
            has_plan(text) && !plans.pages().contains(text) && !migration.pages().contains(text))
            never += sql->text() + "\n";
    EXPECT_EQ(never, "") << "statements that this test does not run";
}

}  // namespace store_volume_test
}  // namespace mwl::test
