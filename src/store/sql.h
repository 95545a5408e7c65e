#pragma once
// The statements of this program. Private to store.

#include <string>
#include <string_view>
#include <vector>

namespace mwl::store {

// One statement, a constant at the top of the file that runs it. No statement reaches the server otherwise
// (but scripts without parameters: migrations, the begin of a snapshot), so that all() is complete: a test
// measures what each of them costs beside ten years of data (faults.md F19). Immutable; it outlives every
// session.
class Sql {
public:
    explicit Sql(std::string_view text);
    Sql(const Sql&) = delete;
    Sql& operator=(const Sql&) = delete;

    const std::string& text() const noexcept { return text_; }
    static const std::vector<const Sql*>& all();

private:
    std::string text_;
};

extern const Sql kBegin;
extern const Sql kCommit;
// Makes the server plan this transaction's statements for their values: of a dozen conditions only two or
// three are stated.
extern const Sql kPlanForValues;

}  // namespace mwl::store
