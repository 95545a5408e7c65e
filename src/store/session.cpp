#include "store/session.h"

#include <Poco/Data/PostgreSQL/Connector.h>
#include <Poco/Data/PostgreSQL/SessionHandle.h>
#include <Poco/Data/PostgreSQL/Utility.h>
#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>
#include <Poco/Nullable.h>

#include <mutex>
#include <optional>

namespace mwl::store {
namespace {

using Poco::Data::Keywords::into;
using Poco::Data::Keywords::use;
using Text = Poco::Nullable<std::string>;

std::vector<Text> texts_of(const Params& params) {
    std::vector<Text> out;
    out.reserve(params.values().size());
    for (const auto& value : params.values()) out.push_back(value ? Text(*value) : Text());
    return out;
}

Rows rows_of(const std::vector<std::vector<Text>>& columns) {
    Rows rows(columns.empty() ? 0 : columns.front().size());
    for (auto& row : rows) row.reserve(columns.size());
    for (const auto& column : columns)
        for (std::size_t row = 0; row < rows.size(); ++row)
            rows[row].push_back(column[row].isNull() ? Value() : Value(column[row].value()));
    return rows;
}

Poco::Data::Session connected(const StoreOptions& options) {
    static std::once_flag registered;
    std::call_once(registered, [] { Poco::Data::PostgreSQL::Connector::registerConnector(); });
    RawConnection::probe(options);  // POCO 1.11 leaks a connection that fails to open
    try {
        return Poco::Data::Session(Poco::Data::PostgreSQL::Connector::KEY,
                                   RawConnection::with_defaults(options),
                                   static_cast<std::size_t>(options.connect_timeout.count()));
    } catch (const Poco::Exception& error) {
        throw StoreError("cannot connect to the database: " + error.message(), kCannotConnect);
    }
}

}  // namespace

struct Session::Impl {
    Impl(const StoreOptions& given, Deadlines& deadlines)
        : options(given),
          session(connected(given)),
          raw(static_cast<PGconn*>(
                  *Poco::AnyCast<Poco::Data::PostgreSQL::SessionHandle*>(session->getProperty("handle"))),
              deadlines, options) {}
    // POCO 1.11 closes the connection of a living session, but leaks that of a dead one.
    ~Impl() {
        const bool is_forgotten = raw.is_dead();
        session.reset();
        if (is_forgotten) raw.finish();
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    StoreOptions options;
    std::optional<Poco::Data::Session> session;
    RawConnection raw;
    bool is_suspected = false;
};

Session::Session(const StoreOptions& options, Deadlines& deadlines)
    : impl_(std::make_unique<Impl>(options, deadlines)) {
    impl_->raw.configure(options);
}
Session::~Session() = default;

RawConnection& Session::raw() noexcept { return impl_->raw; }

bool Session::is_trusted() const noexcept {
    return !impl_->is_suspected && !impl_->raw.is_dead() && !impl_->raw.is_in_transaction();
}

void Session::distrust() noexcept { impl_->is_suspected = true; }

void Session::reconnect() {
    impl_->raw.reconnect();
    impl_->raw.configure(impl_->options);
    impl_->is_suspected = false;
}

Rows Session::ask(const Sql& sql, const Params& params) {
    return std::move(impl_->raw.pipeline({{sql, params}}).at(0).rows);
}

Rows Session::run(const Query& query, const Params& params) {
    return impl_->raw.within_limit([&] { return execute(query, params); });
}

// A new statement each time: POCO 1.11 frees the last result twice when a kept one fails.
Rows Session::execute(const Query& query, const Params& params) {
    auto parameters = texts_of(params);
    std::vector<std::vector<Text>> columns(query.columns);
    Poco::Data::Statement statement(*impl_->session);
    statement << query.sql.text();
    for (auto& parameter : parameters) statement.addBind(use(parameter));
    for (auto& column : columns) statement.addExtract(into(column));
    try {
        statement.execute();
    } catch (const Poco::Exception&) {
        distrust();                     // its prepared statement may be left behind
        throw impl_->raw.last_error();  // before the statement's end overwrites it
    }
    return rows_of(columns);
}

}  // namespace mwl::store
