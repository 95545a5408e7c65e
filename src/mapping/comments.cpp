#include "mapping/comments.h"

#include <algorithm>
#include <array>

namespace mwl::mapping {
namespace {

enum class Subject { message, patient, order, observation };

// By the segment before it; an NTE after any other segment is taken as the order's, with a note.
struct SubjectRow {
    std::string_view after;
    Subject subject;
};
constexpr std::array kSubjects{
    SubjectRow{"MSH", Subject::message},     SubjectRow{"SFT", Subject::message},
    SubjectRow{"EVN", Subject::message},     SubjectRow{"PID", Subject::patient},
    SubjectRow{"PD1", Subject::patient},     SubjectRow{"OBR", Subject::order},
    SubjectRow{"OBX", Subject::observation}, SubjectRow{"IPC", Subject::order},
    SubjectRow{"SCH", Subject::order},       SubjectRow{"TQ1", Subject::order},
    SubjectRow{"RGS", Subject::order},       SubjectRow{"AIS", Subject::order},
    SubjectRow{"AIG", Subject::order},       SubjectRow{"AIL", Subject::order},
    SubjectRow{"AIP", Subject::order},
};

const SubjectRow* row_of(std::string_view after) {
    const auto* const row = std::ranges::find(kSubjects, after, &SubjectRow::after);
    return row == kSubjects.end() ? nullptr : row;
}

Subject subject_of(const Comment& comment) {
    const auto* const row = row_of(comment.after);
    return row == nullptr ? Subject::order : row->subject;
}

std::vector<const hl7::Segment*> comments_on(Subject subject, const Group& group) {
    std::vector<const hl7::Segment*> out;
    for (const auto& comment : group.comments())
        if (subject_of(comment) == subject) out.push_back(comment.segment);
    return out;
}

void note_odd_places(Reading& reading, const Group& group) {
    for (const auto& comment : group.comments())
        if (row_of(comment.after) == nullptr)
            reading.note(NoteKind::taken_from, row_of(Target::procedure_comments).keyword,
                         field_of(*comment.segment, 3).where,
                         "follows " + std::string(comment.after) + "; taken as a comment on the order");
}

Stated<std::string> comment(Reading& reading, Target target, const std::vector<const hl7::Segment*>& notes) {
    auto out = reading.comment(notes, attribute_of(target));
    if (out.is_stated()) reading.took(target, field_of(*notes.front(), 3));
    return out;
}

}  // namespace

bool is_on_patient(const Comment& comment) { return subject_of(comment) == Subject::patient; }

Stated<std::string> read_patient_comments(Reading& reading, const Group& patient) {
    return comment(reading, Target::patient_comments, comments_on(Subject::patient, patient));
}

Stated<std::string> read_order_comments(Reading& reading, const Group& patient, const Group& order) {
    auto comments = comments_on(Subject::order, patient);
    std::ranges::copy(comments_on(Subject::order, order), std::back_inserter(comments));
    note_odd_places(reading, patient);
    note_odd_places(reading, order);
    return comment(reading, Target::procedure_comments, comments);
}

void note_comments_not_taken(Reading& reading, const Group& group, bool has_orders) {
    for (const auto& comment : group.comments()) {
        const auto subject = subject_of(comment);
        const bool is_taken = subject == Subject::patient || (subject == Subject::order && has_orders);
        if (!is_taken)
            reading.note(NoteKind::ignored, "", field_of(*comment.segment, 3).where,
                         "a comment after " + std::string(comment.after) + " is not taken");
    }
}

}  // namespace mwl::mapping
