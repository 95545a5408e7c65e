#include "gate/associate_pdu.h"

#include "gate/associate_items.h"
#include "gate/pdu_writer.h"

namespace mwl::gate {

namespace {

constexpr std::size_t kItemLengthBytes = 2;
constexpr std::size_t kReservedBytes = 32;

void put_title(PduBytes& out, const std::string& title) {
    put_text(out, title);
    out.insert(out.end(), kTitleBytes - title.size(), ' ');
}

void put_item(PduBytes& out, std::uint8_t type, std::string_view text) {
    const auto value = open_length(out, type, kItemLengthBytes);
    put_text(out, text);
    close_length(out, value, kItemLengthBytes);
}

void put_context(PduBytes& out, PduType pdu, const AssociateContext& context) {
    const bool is_request = pdu == PduType::associate_request;
    const auto value = open_length(out, is_request ? kProposedContext : kAnsweredContext, kItemLengthBytes);
    out.insert(out.end(), {context.id, 0, context.result, 0});
    if (is_request) put_item(out, kAbstractSyntax, context.abstract_syntax);
    for (const auto& syntax : context.transfer_syntaxes) put_item(out, kTransferSyntaxItem, syntax);
    close_length(out, value, kItemLengthBytes);
}

void put_user_information(PduBytes& out, const AssociatePdu& pdu) {
    const auto value = open_length(out, kUserInformation, kItemLengthBytes);
    const auto length = open_length(out, kMaximumLength, kItemLengthBytes);
    put_big(out, pdu.max_length, 4);
    close_length(out, length, kItemLengthBytes);
    if (!pdu.implementation_class.empty()) put_item(out, kImplementationClass, pdu.implementation_class);
    for (const auto& role : pdu.roles) {
        const auto item = open_length(out, kRoleSelection, kItemLengthBytes);
        put_big(out, static_cast<std::uint32_t>(role.sop_class.size()), 2);
        put_text(out, role.sop_class);
        out.push_back(role.is_scu ? 1 : 0);
        out.push_back(role.is_scp ? 1 : 0);
        close_length(out, item, kItemLengthBytes);
    }
    if (!pdu.implementation_version.empty())
        put_item(out, kImplementationVersion, pdu.implementation_version);
    close_length(out, value, kItemLengthBytes);
}

}  // namespace

void write_associate(PduBytes& out, PduType type, const AssociatePdu& pdu) {
    const auto body = open_length(out, static_cast<std::uint8_t>(type), kLengthField);
    put_big(out, kProtocolVersion1, 2);
    put_big(out, 0, 2);
    put_title(out, pdu.titles.called);
    put_title(out, pdu.titles.calling);
    out.insert(out.end(), kReservedBytes, 0);
    put_item(out, kApplicationContext, pdu.application_context);
    for (const auto& context : pdu.contexts) put_context(out, type, context);
    put_user_information(out, pdu);
    close_length(out, body, kLengthField);
}

}  // namespace mwl::gate
