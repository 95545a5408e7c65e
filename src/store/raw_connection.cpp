#include "store/raw_connection.h"

#include <libpq-fe.h>

#include <array>
#include <charconv>
#include <memory>
#include <optional>
#include <utility>

#include "mwl/base/nearest.h"
#include "mwl/store/connection.h"

namespace mwl::store {
namespace {

// Nothing here depends on the server's configuration or on a role's settings.
constexpr auto kConfigure = R"sql(
    select set_config('search_path', 'mwl', false),
           set_config('timezone', 'UTC', false),
           set_config('datestyle', 'ISO, YMD', false),
           set_config('client_encoding', 'UTF8', false),
           set_config('synchronous_commit', 'on', false),
           set_config('jit', 'off', false),
           set_config('idle_in_transaction_session_timeout', '30s', false),
           set_config('statement_timeout', $1, false),
           set_config('lock_timeout', $2, false),
           current_setting('server_encoding'))sql";

struct ClearResult {
    void operator()(PGresult* result) const noexcept { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, ClearResult>;

using ConnectionOptions = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

// `options` ends with an option without keyword.
bool is_given(const PQconninfoOption& options, const std::string& keyword) {
    for (const auto* option = &options; option->keyword != nullptr; ++option)
        if (keyword == option->keyword) return option->val != nullptr;
    return false;
}

bool is_stated(const PQconninfoOption& option) { return option.val != nullptr && *option.val != '\0'; }

// POCO 1.11 splits the string at every blank and joins it again without quotes.
bool holds_what_poco_cannot_carry(const PQconninfoOption& options) {
    for (const auto* option = &options; option->keyword != nullptr; ++option)
        if (is_stated(*option) &&
            std::string_view(option->val).find_first_of(" \t\n'\\") != std::string_view::npos)
            return true;
    return false;
}

void drop_notice(void* /*unused*/, const PGresult* /*unused*/) {}  // notices may hold row values

std::string text_of(const char* text) { return text == nullptr ? std::string() : std::string(text); }

std::vector<const char*> pointers(const std::vector<Value>& values) {
    std::vector<const char*> out;
    out.reserve(values.size());
    for (const auto& value : values) out.push_back(value ? value->c_str() : nullptr);
    return out;
}

std::string first_line(std::string text) {
    text.resize(std::min(text.find('\n'), text.size()));
    return text;
}

std::optional<DatabaseError> error_in(const PGresult& result, bool session_is_dead) {
    const auto status = PQresultStatus(&result);
    if (status != PGRES_FATAL_ERROR && status != PGRES_BAD_RESPONSE && status != PGRES_NONFATAL_ERROR)
        return std::nullopt;
    const auto sqlstate = text_of(PQresultErrorField(&result, PG_DIAG_SQLSTATE));
    auto what = text_of(PQresultErrorField(&result, PG_DIAG_MESSAGE_PRIMARY));
    if (what.empty()) what = first_line(text_of(PQresultErrorMessage(&result)));
    return DatabaseError(what, sqlstate, cure_of(sqlstate, session_is_dead));
}

Rows rows_in(const PGresult& result) {
    Rows rows;
    const int columns = PQnfields(&result);
    for (int row = 0; row < PQntuples(&result); ++row) {
        auto& values = rows.emplace_back();
        values.reserve(static_cast<std::size_t>(columns));
        for (int column = 0; column < columns; ++column) {
            if (PQgetisnull(&result, row, column) != 0)
                values.emplace_back(std::nullopt);
            else
                values.emplace_back(std::string(PQgetvalue(&result, row, column),
                                                static_cast<std::size_t>(PQgetlength(&result, row, column))));
        }
    }
    return rows;
}

Answer answer_in(PGresult& result) {
    Answer answer{rows_in(result), PQcmdStatus(&result), 0};
    const std::string_view touched = PQcmdTuples(&result);
    (void)std::from_chars(touched.data(), touched.data() + touched.size(), answer.touched);
    return answer;
}

// The result of the next command of the pipeline; none if the connection broke.
Result next_result(PGconn* connection) {
    Result result(PQgetResult(connection));
    if (result)
        while (PQstatus(connection) == CONNECTION_OK && Result(PQgetResult(connection))) continue;
    return result;
}

// The first word that a message of libpq puts in quotes.
std::string quoted_in(const std::string& message) {
    const auto begin = message.find('"');
    const auto end = begin == std::string::npos ? begin : message.find('"', begin + 1);
    return end == std::string::npos ? "" : message.substr(begin + 1, end - begin - 1);
}

bool is_used_as_keyword(const std::string& connection, const std::string& word) {
    const auto found = word.empty() ? std::string::npos : connection.find(word);
    if (found == std::string::npos) return false;
    const auto next = connection.find_first_not_of(' ', found + word.size());
    return next != std::string::npos && connection[next] == '=';
}

}  // namespace

std::string RawConnection::with_defaults(const StoreOptions& options) {
    const ConnectionOptions given(PQconninfoParse(options.connection.c_str(), nullptr), PQconninfoFree);
    const auto limit = std::to_string((options.statement_timeout + options.silence).count());
    const std::array<std::pair<std::string, std::string>, 5> defaults{
        {{"fallback_application_name", "mwlbroker"},
         {"tcp_user_timeout", limit},
         {"keepalives_idle", "30"},
         {"keepalives_interval", "10"},
         {"keepalives_count", "3"}}};
    if (!given) return options.connection;  // libpq says what is wrong with it
    std::string out;
    const auto add = [&out](const std::string& keyword, const std::string& value) {
        out += (out.empty() ? "" : " ") + keyword + "=" + value;
    };
    for (const auto* option = given.get(); option->keyword != nullptr; ++option)
        if (is_stated(*option)) add(option->keyword, option->val);
    for (const auto& [keyword, value] : defaults)
        if (!is_given(*given, keyword)) add(keyword, value);
    return out;
}

void RawConnection::probe(const StoreOptions& options) {
    const auto timeout = std::to_string(options.connect_timeout.count());
    const std::array<const char*, 3> keywords{"dbname", "connect_timeout", nullptr};
    const auto given = with_defaults(options);
    const std::array<const char*, 3> values{given.c_str(), timeout.c_str(), nullptr};
    const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(
        PQconnectdbParams(keywords.data(), values.data(), 1), PQfinish);
    if (PQstatus(connection.get()) != CONNECTION_OK)
        throw StoreError(
            "cannot connect to the database: " + first_line(text_of(PQerrorMessage(connection.get()))),
            kCannotConnect);
}

void RawConnection::reconnect() {
    prepared_.clear();
    PQreset(connection_);
    if (is_dead())
        throw StoreError(
            "cannot connect to the database: " + first_line(text_of(PQerrorMessage(connection_))),
            kCannotConnect);
}

void RawConnection::configure(const StoreOptions& options) {
    PQsetNoticeReceiver(connection_, drop_notice, nullptr);
    PQsetErrorVerbosity(connection_, PQERRORS_VERBOSE);  // the only form in which POCO's errors keep SQLSTATE
    PQsetErrorContextVisibility(connection_, PQSHOW_CONTEXT_NEVER);
    const Params params =
        Params().number(options.statement_timeout.count()).number(options.lock_timeout.count());
    const auto values = pointers(params.values());
    const Result result = within_limit([&] {
        Result answer(PQexecParams(connection_, kConfigure, 2, nullptr, values.data(), nullptr, nullptr, 0));
        if (PQresultStatus(answer.get()) != PGRES_TUPLES_OK) throw last_error();
        return answer;
    });
    const std::string encoding = PQgetvalue(result.get(), 0, PQnfields(result.get()) - 1);
    if (encoding != "UTF8")
        throw StoreError("the database's encoding is " + encoding +
                         "; create it with: create database … encoding 'UTF8' template template0");
}

void RawConnection::roll_back() noexcept {
    try {
        script("rollback");
    } catch (const DatabaseError&) {
        return;  // callers see it by is_dead() or is_in_transaction()
    }
}

void RawConnection::finish() noexcept { PQfinish(std::exchange(connection_, nullptr)); }

int RawConnection::socket() const noexcept { return PQsocket(connection_); }

DatabaseError RawConnection::silent() const {
    return {"the database said nothing for " + std::to_string(limit_.count()) + " ms", "", Cure::not_now};
}

bool RawConnection::is_in_transaction() const noexcept {
    return PQtransactionStatus(connection_) != PQTRANS_IDLE;
}

bool RawConnection::is_dead() const noexcept { return PQstatus(connection_) != CONNECTION_OK; }

// "ERROR:  23505: duplicate key value …", in whatever language the first word is.
DatabaseError RawConnection::last_error() const {
    std::string line = first_line(text_of(PQerrorMessage(connection_)));
    const auto colon = line.find(":  ");
    const bool has_state = colon != std::string::npos && line.size() > colon + 8 && line[colon + 8] == ':';
    const std::string sqlstate = has_state ? line.substr(colon + 3, 5) : std::string();
    if (line.empty()) line = "the database closed the session";
    return DatabaseError(line, sqlstate, cure_of(sqlstate, is_dead()));
}

void RawConnection::script(const std::string& sql) {
    within_limit([&] {
        const Result result(PQexec(connection_, sql.c_str()));
        if (!result) throw last_error();
        if (const auto error = error_in(*result, is_dead())) throw *error;
    });
}

std::vector<Answer> RawConnection::pipeline(const std::vector<Command>& commands) {
    return within_limit([&](RoundTrip& trip) { return converse(commands, trip); });
}

std::vector<Answer> RawConnection::converse(const std::vector<Command>& commands, RoundTrip& trip) {
    if (PQenterPipelineMode(connection_) == 0) throw last_error();
    auto answers = read_all(commands, send_all(commands), trip);
    if (PQexitPipelineMode(connection_) == 0) throw last_error();
    return answers;
}

std::vector<bool> RawConnection::send_all(const std::vector<Command>& commands) {
    std::vector<bool> prepares;
    prepares.reserve(commands.size());
    for (const auto& command : commands) prepares.push_back(send(command));
    if (PQpipelineSync(connection_) == 0) throw last_error();
    return prepares;
}

// Tells whether the statement had to be prepared first.
bool RawConnection::send(const Command& command) {
    const bool prepare = !prepared_.contains(command.sql);
    if (prepare) {
        const std::string name = "mwl_" + std::to_string(++names_given_);
        if (PQsendPrepare(connection_, name.c_str(), command.sql->text().c_str(), 0, nullptr) == 0)
            throw last_error();
        prepared_.emplace(command.sql, name);
    }
    const auto values = pointers(command.params.values());
    if (PQsendQueryPrepared(connection_, prepared_.at(command.sql).c_str(), static_cast<int>(values.size()),
                            values.data(), nullptr, nullptr, 0) == 0)
        throw last_error();
    return prepare;
}

std::vector<Answer> RawConnection::read_all(const std::vector<Command>& commands,
                                            const std::vector<bool>& prepares, RoundTrip& trip) {
    std::vector<Answer> answers;
    std::optional<DatabaseError> first_error;
    const auto succeeded = [&](const Result& result) {
        const bool ok =
            result && !error_in(*result, false) && PQresultStatus(result.get()) != PGRES_PIPELINE_ABORTED;
        if (!ok && !first_error) first_error = result ? error_in(*result, is_dead()) : last_error();
        return ok;
    };
    for (std::size_t i = 0; i < commands.size(); ++i) {
        if (prepares[i] && !succeeded(next_result(connection_))) prepared_.erase(commands[i].sql);
        const auto result = next_result(connection_);
        trip.heard();
        if (succeeded(result)) answers.push_back(answer_in(*result));
    }
    const Result sync(PQgetResult(connection_));
    if (!first_error && PQresultStatus(sync.get()) == PGRES_PIPELINE_SYNC) return answers;
    (void)PQexitPipelineMode(connection_);
    throw first_error ? *first_error : last_error();
}

base::Result<void> check_connection(const std::string& connection) {
    char* raw_error = nullptr;
    const ConnectionOptions read(PQconninfoParse(connection.c_str(), &raw_error), PQconninfoFree);
    const std::unique_ptr<char, decltype(&PQfreemem)> error(raw_error, PQfreemem);
    if (read && !holds_what_poco_cannot_carry(*read)) return {};
    if (read)
        return Problem{
            Code::malformed, "",
            "a value with a blank, a quote or a backslash cannot be used here; give the password in "
            "PGPASSFILE and rename the rest"};
    std::vector<std::string> known;
    const ConnectionOptions all(PQconndefaults(), PQconninfoFree);
    for (const auto* option = all.get(); option != nullptr && option->keyword != nullptr; ++option)
        known.emplace_back(option->keyword);
    const std::string word = quoted_in(error ? error.get() : "");
    const std::string meant = is_used_as_keyword(connection, word) ? nearest(word, known) : "";
    if (!meant.empty())
        return Problem{Code::unknown_key, "",
                       "\"" + word + "\" is no keyword of libpq; did you mean \"" + meant + "\"?"};
    return Problem{
        Code::malformed, "",
        "libpq cannot read it; write keyword=value pairs (host, port, dbname, user, sslmode …) with a "
        "space between them, none inside a value"};
}

}  // namespace mwl::store
