#pragma once
// An ordinary order of a RIS, field by field: a test changes the one field it is about.

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "mwl/mapping/orders.h"

namespace mwl::mapping {

inline constexpr Instant kReceived =
    std::chrono::sys_days{std::chrono::year{2026} / 7 / 1} + std::chrono::hours{6};

// Segments by name with their fields; "OBR-18" style places.
class OrderMessage {
public:
    OrderMessage() {
        set("MSH-3", "RIS").set("MSH-4", "HOSP").set("MSH-7", "20260701080000").set("MSH-9", "ORM^O01");
        set("MSH-10", "MSG00001").set("MSH-11", "P").set("MSH-12", "2.3.1").set("MSH-18", "UNICODE UTF-8");
        set("PID-3", "PAT001^^^HOSP^MR").set("PID-5", "DOE^JANE^MARY^JR^DR^PHD").set("PID-7", "19700102");
        set("PID-8", "F").set("PV1-2", "I").set("PV1-3", "WARD3^12^A").set("PV1-19", "V77^^^HOSP");
        set("ORC-1", "NW").set("ORC-2", "PLC1^HIS").set("ORC-3", "FIL1^RIS");
        set("OBR-4", "CTHEAD^CT head^99RIS")
            .set("OBR-18", "ACC001")
            .set("OBR-19", "RP1")
            .set("OBR-20", "SPS1");
        set("OBR-24", "CT").set("ORC-7", "1^^^20260702103000^^R");
        set("ZDS-1", "1.2.840.113619.2.1.77^RIS^Application^DICOM");
    }

    OrderMessage& set(const std::string& place, const std::string& value) {
        const auto dash = place.find('-');
        const auto number = static_cast<std::size_t>(std::stoi(place.substr(dash + 1)));
        auto& fields = fields_[place.substr(0, dash)];
        if (fields.size() <= number) fields.resize(number + 1);
        fields[number] = value;
        return *this;
    }
    OrderMessage& without(const std::string& segment) {
        fields_.erase(segment);
        return *this;
    }
    // Segments as they stand, after the named one.
    OrderMessage& add(const std::string& after, const std::string& segments) {
        added_[after] += segments;
        return *this;
    }

    std::string str() const {
        std::string out;
        for (const auto* const name : {"MSH", "PID", "PV1", "ORC", "OBR", "ZDS"}) {
            if (const auto at = fields_.find(name); at != fields_.end()) out += line(name, at->second);
            if (const auto at = added_.find(name); at != added_.end()) out += at->second;
        }
        return out;
    }

private:
    static std::string line(const std::string& name, const std::vector<std::string>& fields) {
        std::string out = name == "MSH" ? "MSH|^~\\&" : name;
        for (std::size_t n = name == "MSH" ? 3 : 1; n < fields.size(); ++n) out += '|' + fields[n];
        return out + '\r';
    }

    std::map<std::string, std::vector<std::string>> fields_;
    std::map<std::string, std::string> added_;
};

inline Result<MessageChanges> changes_of(const std::string& bytes, const SiteProfile& profile = {}) {
    const auto message = hl7::Message::parse(bytes);
    if (!message) return message.problem();
    return changes_from_hl7(*message, profile, kReceived);
}
inline Result<MessageChanges> changes_of(const OrderMessage& message, const SiteProfile& profile = {}) {
    return changes_of(message.str(), profile);
}

// A profile that reads one target from elsewhere, or means something else by a missing value.
inline void read_from(SiteProfile& profile, Target target, const std::vector<std::string>& written) {
    auto& sources = profile.rule(target).from.emplace();
    for (const auto& text : written) {
        auto source = parse_source(text);
        ASSERT_TRUE(source.ok()) << text;
        sources.push_back(std::move(*source));
    }
}
inline SiteProfile profile_with(Target target, Missing missing) {
    SiteProfile profile;
    profile.rule(target).missing = missing;
    return profile;
}
inline void set_table(SiteProfile& profile, const std::string& table, const std::string& code,
                      const std::string& value) {
    profile.tables[table].add(code, {value});
}

// The only order change of a message that is taken.
inline OrderChange order_of(const OrderMessage& message, const SiteProfile& profile = {}) {
    const auto changes = changes_of(message, profile);
    if (!changes) {
        ADD_FAILURE() << to_string(changes.problem());
        return {};
    }
    EXPECT_EQ(changes->orders.size(), 1U);
    return changes->orders.empty() ? OrderChange{} : changes->orders.front();
}
inline Procedure procedure_of(const OrderMessage& message, const SiteProfile& profile = {}) {
    const auto order = order_of(message, profile);
    return order.order.procedures.empty() ? Procedure{} : order.order.procedures.front();
}
inline Step step_of(const OrderMessage& message, const SiteProfile& profile = {}) {
    const auto procedure = procedure_of(message, profile);
    return procedure.steps.empty() ? Step{} : procedure.steps.front();
}

// What keeps a message from being taken; fails the test if nothing does.
inline Problem problem_of(const OrderMessage& message, const SiteProfile& profile = {}) {
    const auto changes = changes_of(message, profile);
    if (!changes) return changes.problem();
    ADD_FAILURE() << "the message was taken";
    return {};
}

inline bool has_note(const OrderChange& change, NoteKind kind, std::string_view target) {
    for (const auto& note : change.notes)
        if (note.kind == kind && note.target == target) return true;
    return false;
}

inline Zone berlin() {
    auto zone = Zone::named("Europe/Berlin");
    EXPECT_TRUE(zone.ok());
    return *zone;
}

}  // namespace mwl::mapping
