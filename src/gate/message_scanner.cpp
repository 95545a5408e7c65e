#include "gate/message_scanner.h"

#include <algorithm>
#include <string>

#include "gate/pdu_writer.h"

namespace mwl::gate {

Objection MessageScanner::begin_pdu(std::uint32_t length) {
    if (length > limits_.max_pdu_bytes) {
        return fault(rule::kPduLength, "P-DATA-TF of " + std::to_string(length) +
                                           " bytes, announced maximum " +
                                           std::to_string(limits_.max_pdu_bytes));
    }
    if (length < kPdvHeader) return fault(rule::kPdvLength, "P-DATA-TF without a PDV");
    pdu_left_ = length;
    pdvs_ = 0;
    stage_ = Stage::length;
    return {};
}

Objection MessageScanner::step(Bytes& body, PduBytes& out) {
    switch (stage_) {
        case Stage::length:
            return field_.take(body, kLengthField) ? pdv_length() : Objection{};
        case Stage::context:
            return field_.take(body, 1) ? context() : Objection{};
        case Stage::control:
            return field_.take(body, 1) ? control(out) : Objection{};
        case Stage::value:
            return value(body, out);
    }
    return {};
}

Objection MessageScanner::pdv_length() {
    const auto length = static_cast<std::uint32_t>(field_.value());
    pdu_left_ -= kLengthField;
    if (length < kContextAndControl || length > pdu_left_) {
        return fault(rule::kPdvLength, "PDV of " + std::to_string(length) + " bytes where " +
                                           std::to_string(pdu_left_) + " are left in the PDU");
    }
    pdu_left_ -= length;
    if (pdu_left_ != 0 && pdu_left_ < kPdvHeader) {
        return fault(rule::kPdvLength, "bytes are left over after the PDV that are not a PDV");
    }
    if (++pdvs_ > limits_.max_pdvs_in_pdu) return fault(rule::kTooManyPdvs, "too many PDVs in a PDU");
    if (++fragments_ > limits_.max_fragments_in_message) {
        return fault(rule::kTooManyPdvs, "too many fragments in a message");
    }
    value_left_ = length - kContextAndControl;
    stage_ = Stage::context;
    return {};
}

Objection MessageScanner::context() {
    pdv_context_ = static_cast<std::uint8_t>(field_.value());
    stage_ = Stage::control;
    if (contexts_[pdv_context_]) return {};
    return fault(rule::kContextUnknown,
                 "presentation context " + std::to_string(pdv_context_) + " was not accepted");
}

Objection MessageScanner::control(PduBytes& out) {
    const auto flags = static_cast<std::uint8_t>(field_.value());
    const bool is_command = (flags & kCommandBit) != 0;
    is_last_ = (flags & kLastBit) != 0;
    if (auto objection = in_order(is_command)) return objection;
    if (is_command && phase_ != Phase::command) {
        end_message();
        phase_ = Phase::command;
        message_context_ = pdv_context_;
        fragments_ = 1;
        command_ = CommandScanner(role_, limits_.max_command_bytes);
        command_bytes_ = 0;
        data_set_bytes_ = 0;
    }
    if (auto objection = count_value()) return objection;
    stage_ = Stage::value;
    return value_left_ == 0 ? end_of_pdv(out) : Objection{};
}

Objection MessageScanner::count_value() {
    if (phase_ == Phase::command) {
        if (value_left_ > limits_.max_command_bytes - command_bytes_) {
            return fault(rule::kCommandSize, "command set too large");
        }
        command_bytes_ += value_left_;
        return {};
    }
    if (value_left_ > limits_.max_dataset_bytes - data_set_bytes_) {
        return fault(rule::kDataSetSize, "data set too large");
    }
    data_set_bytes_ += value_left_;
    return {};
}

Objection MessageScanner::in_order(bool is_command) const {
    const bool may_begin = phase_ == Phase::idle || phase_ == Phase::needless;
    if (is_command && may_begin) return {};
    if (phase_ == Phase::idle) return fault(rule::kInterleaved, "data set that no command announced");
    if (is_command != (phase_ == Phase::command)) {
        return fault(rule::kInterleaved, is_command ? "command before the end of the data set announced"
                                                    : "data set before the end of its command");
    }
    if (pdv_context_ == message_context_) return {};
    return fault(rule::kInterleaved, "presentation context changes within a message");
}

Objection MessageScanner::value(Bytes& body, PduBytes& out) {
    const std::size_t most = fragment_bytes(limits_.max_pdu_bytes);
    if (phase_ == Phase::data_set && data_.size() == most && !body.empty()) {
        write_data(out, 0);
        return {};
    }
    auto fragment = body.first(std::min<std::size_t>(value_left_, body.size()));
    if (phase_ == Phase::command) {
        if (auto objection = command_.accept(fragment)) return objection;
    } else if (phase_ == Phase::data_set) {
        fragment = fragment.first(std::min(fragment.size(), most - data_.size()));
        data_.insert(data_.end(), fragment.begin(), fragment.end());
    }
    body = body.subspan(fragment.size());
    value_left_ -= static_cast<std::uint32_t>(fragment.size());
    return value_left_ == 0 ? end_of_pdv(out) : Objection{};
}

Objection MessageScanner::end_of_pdv(PduBytes& out) {
    stage_ = Stage::length;
    if (!is_last_) return {};
    if (phase_ == Phase::command) return end_of_command(out);
    if (phase_ == Phase::data_set) write_data(out, kLastBit);
    end_message();
    return {};
}

Objection MessageScanner::end_of_command(PduBytes& out) {
    if (auto objection = command_.finish()) return objection;
    write_command(out);
    remarks_ = command_.remarks();
    if (command_.has_data_set()) {
        phase_ = command_.data_set_use() == DataSetUse::never ? Phase::needless : Phase::data_set;
        return {};
    }
    // DCMTK reads no C-FIND-RQ without a data set: it gets an empty one, and the remark says why.
    if (command_.data_set_use() == DataSetUse::always) write_data(out, kLastBit);
    end_message();
    return {};
}

void MessageScanner::write_command(PduBytes& out) const {
    PduBytes command;
    command_.write_command(command);
    const std::size_t most = fragment_bytes(limits_.max_pdu_bytes);
    for (Bytes rest = command; !rest.empty();) {
        const auto fragment = rest.first(std::min(most, rest.size()));
        rest = rest.subspan(fragment.size());
        put_fragment(out, message_context_,
                     static_cast<std::uint8_t>(kCommandBit | (rest.empty() ? kLastBit : 0)), fragment);
    }
}

void MessageScanner::write_data(PduBytes& out, std::uint8_t last_bit) {
    has_odd_data_set_ = data_.size() % 2 != 0;
    if (has_odd_data_set_) data_.push_back(0);
    put_fragment(out, message_context_, last_bit, data_);
    data_.clear();
}

void MessageScanner::end_message() {
    phase_ = Phase::idle;
    fragments_ = 0;
}

}  // namespace mwl::gate
