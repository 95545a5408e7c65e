#include "mwl/dataset/modalities.h"

#include <algorithm>
#include <array>
#include <vector>

#include "mwl/base/nearest.h"

namespace mwl::dataset {
namespace {

struct Term {
    std::string_view term;
    ModalityKind kind;
};

constexpr auto kEquipment = ModalityKind::equipment;
constexpr auto kObject = ModalityKind::object;
constexpr auto kRetired = ModalityKind::retired;

constexpr std::array kTerms{
    Term{"AR", kEquipment},
    Term{"BDUS", kEquipment},
    Term{"BI", kEquipment},
    Term{"BMD", kEquipment},
    Term{"CFM", kEquipment},
    Term{"CR", kEquipment},
    Term{"CT", kEquipment},
    Term{"DG", kEquipment},
    Term{"DMS", kEquipment},
    Term{"DX", kEquipment},
    Term{"ECG", kEquipment},
    Term{"EEG", kEquipment},
    Term{"EMG", kEquipment},
    Term{"EOG", kEquipment},
    Term{"EPS", kEquipment},
    Term{"ES", kEquipment},
    Term{"GM", kEquipment},
    Term{"HD", kEquipment},
    Term{"IO", kEquipment},
    Term{"IVOCT", kEquipment},
    Term{"IVUS", kEquipment},
    Term{"KER", kEquipment},
    Term{"LEN", kEquipment},
    Term{"LS", kEquipment},
    Term{"MG", kEquipment},
    Term{"MR", kEquipment},
    Term{"NM", kEquipment},
    Term{"OAM", kEquipment},
    Term{"OCT", kEquipment},
    Term{"OP", kEquipment},
    Term{"OPM", kEquipment},
    Term{"OPT", kEquipment},
    Term{"OPTBSV", kEquipment},
    Term{"OPTENF", kEquipment},
    Term{"OPV", kEquipment},
    Term{"OSS", kEquipment},
    Term{"OT", kEquipment},
    Term{"PA", kEquipment},
    Term{"POS", kEquipment},
    Term{"PT", kEquipment},
    Term{"PX", kEquipment},
    Term{"RESP", kEquipment},
    Term{"RF", kEquipment},
    Term{"RG", kEquipment},
    Term{"RTIMAGE", kEquipment},
    Term{"SM", kEquipment},
    Term{"SRF", kEquipment},
    Term{"TG", kEquipment},
    Term{"US", kEquipment},
    Term{"VA", kEquipment},
    Term{"XA", kEquipment},
    Term{"XC", kEquipment},
    Term{"CTPROTOCOL", kEquipment},
    Term{"ANN", kObject},
    Term{"ASMT", kObject},
    Term{"AU", kObject},
    Term{"DOC", kObject},
    Term{"FID", kObject},
    Term{"HC", kObject},
    Term{"IOL", kObject},
    Term{"KO", kObject},
    Term{"M3D", kObject},
    Term{"PLAN", kObject},
    Term{"PR", kObject},
    Term{"REG", kObject},
    Term{"RTDOSE", kObject},
    Term{"RTINTENT", kObject},
    Term{"RTPLAN", kObject},
    Term{"RTRAD", kObject},
    Term{"RTRECORD", kObject},
    Term{"RTSEGANN", kObject},
    Term{"RTSTRUCT", kObject},
    Term{"RWV", kObject},
    Term{"SEG", kObject},
    Term{"SMR", kObject},
    Term{"SR", kObject},
    Term{"STAIN", kObject},
    Term{"TEXTUREMAP", kObject},
    Term{"XAPROTOCOL", kObject},
    Term{"AS", kRetired},
    Term{"CD", kRetired},
    Term{"CF", kRetired},
    Term{"CP", kRetired},
    Term{"CS", kRetired},
    Term{"DD", kRetired},
    Term{"DF", kRetired},
    Term{"DM", kRetired},
    Term{"DS", kRetired},
    Term{"EC", kRetired},
    Term{"FA", kRetired},
    Term{"FS", kRetired},
    Term{"LP", kRetired},
    Term{"MA", kRetired},
    Term{"MS", kRetired},
    Term{"OPR", kRetired},
    Term{"ST", kRetired},
    Term{"VF", kRetired},
};

// What people write instead, sections of HL7 table 0074 among them.
struct Name {
    std::string_view name;
    std::string_view term;
};
constexpr std::array kNames{
    Name{"ANGIO", "XA"},     Name{"ANGIOGRAPHY", "XA"}, Name{"CAT", "CT"},     Name{"CUS", "US"},
    Name{"DEXA", "BMD"},     Name{"DR", "DX"},          Name{"DXA", "BMD"},    Name{"ECHO", "US"},
    Name{"ENDOSCOPY", "ES"}, Name{"FLUORO", "RF"},      Name{"MAMMO", "MG"},   Name{"MAMMOGRAPHY", "MG"},
    Name{"NMR", "MR"},       Name{"NMS", "NM"},         Name{"NUCLEAR", "NM"}, Name{"PET", "PT"},
    Name{"RAD", "DX"},       Name{"RUS", "US"},         Name{"SONO", "US"},    Name{"ULTRASOUND", "US"},
    Name{"XR", "DX"},        Name{"XRAY", "DX"},        Name{"XRC", "XA"},
};

std::string upper_alphanumeric(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c >= 'a' && c <= 'z')
            out += static_cast<char>(c - 'a' + 'A');
        else if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
            out += c;
    }
    return out;
}

// "CTSCAN", "MRT", "DX1": the longest term that the word begins with.
std::string_view longest_beginning(std::string_view word) {
    std::string_view best;
    for (const auto& [term, kind] : kTerms)
        if (kind == kEquipment && word.starts_with(term) && term.size() > best.size()) best = term;
    return best;
}

}  // namespace

ModalityKind kind_of_modality(std::string_view term) noexcept {
    for (const auto& row : kTerms)
        if (row.term == term) return row.kind;
    return ModalityKind::unknown;
}

std::string nearest_modality(std::string_view text) {
    const std::string word = upper_alphanumeric(text);
    if (kind_of_modality(word) != ModalityKind::unknown) return word;
    for (const auto& [name, term] : kNames)
        if (word == name) return std::string(term);
    if (const auto beginning = longest_beginning(word); !beginning.empty()) return std::string(beginning);
    constexpr std::size_t kLongEnough = 4;  // shorter words are near to too many others
    std::vector<std::string> long_words;
    for (const auto& [term, kind] : kTerms)
        if (kind == kEquipment && term.size() >= kLongEnough) long_words.emplace_back(term);
    for (const auto& [name, term] : kNames)
        if (name.size() >= kLongEnough) long_words.emplace_back(name);
    if (word.size() < kLongEnough) return {};
    const auto near = nearest(word, long_words);
    for (const auto& [name, term] : kNames)
        if (near == name) return std::string(term);
    return near;
}

}  // namespace mwl::dataset
