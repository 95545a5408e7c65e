#pragma once
// Orders of invented persons whose every value follows from one number, so that an answer that mixes two of
// them is found at once (faults.md, oracle PAIR).

#include <string>

#include "mwl/base/ids.h"
#include "mwl/dataset/dataset.h"

namespace mwl::test {

struct PairedOrder {
    int number = 0;
    std::string day;  // YYYYMMDD of the scheduled start

    std::string accession() const { return "A" + std::to_string(100000 + number); }
    std::string patient_id() const { return "MRN" + std::to_string(100000 + number); }
    std::string family() const { return "FAMILY" + std::to_string(number); }
    std::string birth_date() const { return std::to_string(1930 + number % 90) + "0117"; }
    std::string study() const { return "1.2.826.0.1.3680043.10.99." + std::to_string(100000 + number); }
    std::string control_id(const std::string& kind = "NW") const {
        return kind + std::to_string(100000 + number);
    }

    std::string message(const std::string& order_control = "NW",
                        const std::string& sent_at = "20260101080000") const {
        const std::string n = std::to_string(100000 + number);
        return "MSH|^~\\&|RIS|SITE|MWLBROKER|SITE|" + sent_at + "||ORM^O01|" + control_id(order_control) +
               "|P|2.3.1||||||UNICODE UTF-8\rPID|1||" + patient_id() + "^^^HOSPITAL^MR||" + family() +
               "^GIVEN||" + birth_date() + "|F\rPV1|1|I|WARD^1^" + n + "\rORC|" + order_control + "|P" + n +
               "^RIS|F" + n + "^RIS||||^^^" + day + "1000^^R\rOBR|1|P" + n + "^RIS|F" + n +
               "^RIS|CHEST^CHEST AP^L||||||||||||||" + accession() + "|RP" + n + "|SP" + n + "||||DX|||^^^" +
               day + "1000^^R\rZDS|" + study() + "^RIS^Application^DICOM\r";
    }

    // What the worklist says of it, as far as an examination repeats it.
    dataset::Dataset item() const {
        namespace tags = dataset::tags;
        const std::string n = std::to_string(100000 + number);
        dataset::Dataset step;
        step.set(tags::ScheduledProcedureStepID, "SP" + n);
        dataset::Dataset item;
        item.set(tags::AccessionNumber, accession())
            .set(tags::PatientID, patient_id())
            .set(tags::PatientName, family() + "^GIVEN")
            .set(tags::StudyInstanceUID, study())
            .set(tags::RequestedProcedureID, "RP" + n);
        return item.set_items(tags::ScheduledProcedureStepSequence, {step});
    }
    SopInstanceUid mpps() const { return SopInstanceUid(study() + ".7"); }

    // Whether a worklist item is wholly of this order's patient.
    bool owns(const dataset::Dataset& item) const {
        namespace tags = dataset::tags;
        return item.value(tags::AccessionNumber) == accession() &&
               item.value(tags::PatientID) == patient_id() &&
               item.value(tags::PatientName) == family() + "^GIVEN" &&
               item.value(tags::PatientBirthDate) == birth_date() &&
               item.value(tags::StudyInstanceUID) == study();
    }

    // The order with this accession number; number -1 if it is none of ours.
    static PairedOrder of(const std::string& accession, const std::string& day) {
        if (accession.size() < 2 || accession[0] != 'A') return {-1, day};
        return {std::stoi(accession.substr(1)) - 100000, day};
    }
};

}  // namespace mwl::test
