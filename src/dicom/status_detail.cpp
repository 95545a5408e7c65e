#include "dicom/status_detail.h"

#include <dcmtk/dcmdata/dctk.h>

#include "mwl/text/charset.h"

namespace mwl::dicom {
namespace {

constexpr std::size_t kCommentCharacters = 64;  // LO

void put_tags(DcmDataset& out, const DcmTagKey& key, const std::vector<dataset::Tag>& tags) {
    if (tags.empty()) return;
    std::vector<Uint16> pairs;
    for (const auto tag : tags) pairs.insert(pairs.end(), {tag.group, tag.element});
    auto list = std::make_unique<DcmAttributeTag>(DcmTag(key, EVR_AT));
    if (list->putUint16Array(pairs.data(), tags.size()).good() && out.insert(list.get(), OFTrue).good())
        (void)list.release();
}

std::vector<dataset::Tag> get_tags(DcmDataset& in, const DcmTagKey& key) {
    std::vector<dataset::Tag> tags;
    DcmElement* list = nullptr;
    Uint16* pairs = nullptr;
    if (in.findAndGetElement(key, list).bad() || list->getUint16Array(pairs).bad() || pairs == nullptr)
        return tags;
    for (unsigned long i = 0; i < list->getVM(); ++i) tags.push_back({pairs[2 * i], pairs[2 * i + 1]});
    return tags;
}

}  // namespace

std::string printable_comment(const std::string& comment) {
    return text::cut(text::from_utf8_lossy(text::without_controls(comment), text::Charset::ascii).bytes,
                     kCommentCharacters);
}

std::unique_ptr<DcmDataset> write_detail(const StatusDetail& detail) {
    auto out = std::make_unique<DcmDataset>();
    put_tags(*out, DCM_OffendingElement, detail.offending_elements);
    if (!detail.error_comment.empty())
        (void)out->putAndInsertString(DCM_ErrorComment, printable_comment(detail.error_comment).c_str());
    if (detail.error_id) (void)out->putAndInsertUint16(DCM_ErrorID, *detail.error_id);
    put_tags(*out, DCM_AttributeIdentifierList, detail.attributes);
    if (out->isEmpty()) return nullptr;
    return out;
}

StatusDetail read_detail(DcmDataset* detail) {
    StatusDetail out;
    if (detail == nullptr) return out;
    OFString comment;
    if (detail->findAndGetOFString(DCM_ErrorComment, comment).good()) out.error_comment = comment;
    Uint16 id = 0;
    if (detail->findAndGetUint16(DCM_ErrorID, id).good()) out.error_id = id;
    out.offending_elements = get_tags(*detail, DCM_OffendingElement);
    out.attributes = get_tags(*detail, DCM_AttributeIdentifierList);
    return out;
}

}  // namespace mwl::dicom
