#pragma once
// Tests of what becomes of received messages: the row kept and the acknowledgement's complaint.

#include "contract/services_samples.h"

namespace mwl::test {

using Texts = std::vector<std::string>;

class IntakeTest : public ServicesTest {
protected:
    using ServicesTest::ServicesTest;

    // Where and with which number of table 0357 the acknowledgement complains.
    static std::string complaint(const std::string& ack) {
        const auto message = hl7::Message::parse(ack);
        if (!message) return to_string(message.problem());
        const bool is_early = !message->at("ERR-1").empty();  // up to 2.4 all of it stands in ERR-1
        const auto place = message->at(is_early ? "ERR-1" : "ERR-2");
        const auto number = is_early ? place.component(4).subcomponent(1) : message->at("ERR-3.1");
        return std::string(message->at("MSA-1").raw()) + " " + number.text() + " " +
               place.component(1).text() + "-" + place.component(3).text();
    }
    void expect_kept(const std::string& bytes, Disposition disposition) {
        const auto message = last();
        EXPECT_EQ(message.raw, bytes);
        EXPECT_EQ(message.disposition, disposition) << name_of(message.disposition);
        EXPECT_EQ(message.problem.has_value(),
                  disposition == Disposition::quarantined || disposition == Disposition::rejected);
    }
    // From now on the database turns every new row of the table away with this SQLSTATE.
    void fail_inserts(const std::string& table, const std::string& sqlstate) {
        (void)fixture_.database.psql(
            "create function fail() returns trigger language plpgsql as $$ begin raise exception 'made to "
            "fail' "
            "using errcode = '" +
            sqlstate + "'; end $$; create trigger fail before insert on " + table +
            " for each row execute function fail()");
    }
};

}  // namespace mwl::test
