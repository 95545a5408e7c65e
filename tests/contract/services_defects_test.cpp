// A defect of the broker, whatever it throws, costs the message or the operation that met it and nothing else
// (faults.md C33).
#include <stdexcept>

#include "contract/services_intake.h"
#include "contract/services_mpps.h"
#include "support/fake_store.h"

namespace mwl::test {
namespace services_defects_test {

using Throw = void (*)();

// What a defect may throw.
const std::vector<Throw> kDefects{
    [] { throw std::out_of_range("vector::_M_range_check"); },
    [] { throw std::bad_alloc(); },
    [] { throw 42; },
    [] { throw std::string("no exception at all"); },
};

constexpr auto kDefective = "NW1-080000";  // MSH-10 of order 1

// Messages of order 1 meet a defect where their meaning is read.
class DefectInTheMapping : public IntakeTest, public ::testing::WithParamInterface<Throw> {
protected:
    static services::IntakeOptions options() {
        auto options = intake_options();
        options.meaning = [](const auto& message, const auto& profile, Instant received_at,
                             const mapping::KnownStations& knows) {
            if (message.control_id() == kDefective) GetParam()();
            return mapping::changes_from_hl7(message, profile, received_at, knows);
        };
        return options;
    }
    DefectInTheMapping() : IntakeTest(options()) {}
};

TEST_P(DefectInTheMapping, C33_IsAnsweredWithAE207AndTheMessageIsKeptCountedAndLoggedWithItsReceipt) {
    const auto bytes = order_message(1).str();
    const auto ack = accept(bytes);
    EXPECT_EQ(complaint(ack).substr(0, 6), "AE 207");
    EXPECT_EQ(hl7::parse_ack(ack)->acknowledged_id, kDefective);
    expect_kept(bytes, Disposition::quarantined);
    EXPECT_EQ(intake_.counts().at(Disposition::quarantined), 1);
    EXPECT_EQ(intake_.defects(), 1);
    EXPECT_EQ(intake_.unanswered(), 0);
    EXPECT_NE(log_->text.find("HL7-500"), std::string::npos) << log_->text;
    EXPECT_NE(log_->text.find("receipt=" + last().receipt.str()), std::string::npos) << log_->text;
}

TEST_P(DefectInTheMapping, C33_LetsTheFeedGoOnAndARepeatMeetsTheSameFate) {
    ASSERT_EQ(code(order_message(1)), "AE");
    EXPECT_EQ(code(order_message(2)), "AA");
    EXPECT_EQ(code(order_message(1)), "AE");
    EXPECT_EQ(last().disposition, Disposition::quarantined);
    EXPECT_EQ(accessions(ask()), Texts{"ACC2"});
}
INSTANTIATE_TEST_SUITE_P(OfAnyType, DefectInTheMapping, ::testing::ValuesIn(kDefects));

// A unit of work that throws where the decision begins; all else is the real one's.
class DefectiveWork final : public store::UnitOfWork {
public:
    explicit DefectiveWork(store::UnitOfWork& real, Throw defect) : real_(real), defect_(defect) {}
    Known load(const Keys& keys) override {
        (void)real_.load(keys);
        defect_();
        return {};
    }
    store::Opening open(const store::MessageQuestion& question, const Keys& keys) override {
        auto opening = real_.open(question, keys);
        if (!keys.patients.empty()) defect_();
        return opening;
    }
    void save_message(const store::StoredMessage& message) override { real_.save_message(message); }
    void save(const Effects& effects) override { real_.save(effects); }
    void enqueue(const store::OutboundDraft& message) override { real_.enqueue(message); }

private:
    store::UnitOfWork& real_;
    Throw defect_;
};

class DefectInTheDecision : public IntakeTest, public ::testing::WithParamInterface<Throw> {
protected:
    // Only what an intake asks for.
    class DefectiveStore final : public FakeStore {
    public:
        explicit DefectiveStore(store::Store& real) : real_(real) {}
        void run(const std::function<void(store::UnitOfWork&)>& body) override {
            real_.run([&](store::UnitOfWork& work) {
                DefectiveWork defective(work, GetParam());
                body(defective);
            });
        }

    private:
        store::Store& real_;
    };
    DefectiveStore store_{*fixture_.store};
    services::Intake defective_{store_, intake_options(), fixture_.clock, system_random(), Log(log_)};
};

TEST_P(DefectInTheDecision, C33_LeavesNothingHalfDoneAndTheMessageIsKeptAndAnswered) {
    const auto bytes = order_message(1).str();
    const auto acks = defective_.accept({bytes, "10.0.0.9"});
    ASSERT_EQ(acks.size(), 1U);
    EXPECT_EQ(complaint(acks.front()).substr(0, 6), "AE 207");
    expect_kept(bytes, Disposition::quarantined);
    EXPECT_EQ(count("patient"), "0");
    EXPECT_EQ(defective_.defects(), 1);
    EXPECT_EQ(code(bytes), "AA") << "replayed once the defect is mended";
}
INSTANTIATE_TEST_SUITE_P(OfAnyType, DefectInTheDecision, ::testing::ValuesIn(kDefects));

// Rendering the status asks the clock: the defect is met in the middle of the transaction.
class DefectiveClock final : public Clock {
public:
    Instant now() const override {
        if (throws != nullptr) throws();
        return FixedClock().now();
    }
    Throw throws = nullptr;
};

class DefectInMpps : public MppsTest, public ::testing::WithParamInterface<Throw> {
protected:
    DefectiveClock clock_;
    services::Mpps defective_{
        *fixture_.store, options({receiver("ris")}), clock_, system_random(), Log(log_), [] {}};
};

TEST_P(DefectInMpps, C33_KeepsNothingOfTheOperationAndTheModalitysRepeatIsTaken) {
    order(1);
    const auto create = [this] {
        return defective_.create(device_named("CT1"), SopInstanceUid("1.2.3"), creation({1}), "digest");
    };
    clock_.throws = GetParam();
    EXPECT_ANY_THROW((void)create()) << "the SCP answers 0110H";
    EXPECT_EQ(count("performed_step"), "0");
    EXPECT_EQ(count("outbox"), "0");
    EXPECT_EQ(status("SPS1"), "SCHEDULED");
    clock_.throws = nullptr;
    EXPECT_FALSE(create().refusal);
    EXPECT_EQ(count("outbox"), "1");
}
INSTANTIATE_TEST_SUITE_P(OfAnyType, DefectInMpps, ::testing::ValuesIn(kDefects));

}  // namespace services_defects_test
}  // namespace mwl::test
