#include "web/poco_stream.h"

#include <Poco/Net/NetException.h>
#include <Poco/Net/StreamSocketImpl.h>

#include <algorithm>
#include <utility>

namespace mwl::web {
namespace {

// The descriptor is lent: it is given back, never closed.
class BorrowedStream final : public Poco::Net::StreamSocketImpl {
public:
    BorrowedStream(const net::Stream& stream, std::string already_read)
        : Poco::Net::StreamSocketImpl(stream.fd()), stream_(stream), unread_(std::move(already_read)) {}

    using StreamSocketImpl::receiveBytes;
    using StreamSocketImpl::sendBytes;

    int receiveBytes(void* buffer, int length, int /*flags*/) override {
        const std::span<char> into(static_cast<char*>(buffer), static_cast<std::size_t>(length));
        if (!unread_.empty()) return take(into);
        const auto got = net::read_some(stream_, into, net::kNever);
        if (got.status == net::IoStatus::reset) throw Poco::Net::ConnectionResetException();
        return static_cast<int>(got.bytes);
    }
    int sendBytes(const void* buffer, int length, int /*flags*/) override {
        const std::string_view bytes(static_cast<const char*>(buffer), static_cast<std::size_t>(length));
        if (net::write_all(stream_, bytes, net::kNever).status != net::IoStatus::done)
            throw Poco::Net::ConnectionAbortedException();
        return length;
    }
    // What is there already, select() cannot see; reading waits, as long as the stream's owner lets it.
    bool poll(const Poco::Timespan& /*timeout*/, int /*mode*/) override { return true; }
    void close() override { reset(); }
    void shutdownReceive() override {}
    void shutdownSend() override {}
    void shutdown() override {}

protected:
    ~BorrowedStream() override { reset(); }

private:
    int take(std::span<char> into) {
        const auto count = std::min(into.size(), unread_.size());
        std::copy_n(unread_.begin(), count, into.begin());
        unread_.erase(0, count);
        return static_cast<int>(count);
    }

    const net::Stream& stream_;
    std::string unread_;
};

}  // namespace

Poco::Net::StreamSocket poco_socket(const net::Stream& stream, std::string already_read) {
    return Poco::Net::StreamSocket(
        new BorrowedStream(stream, std::move(already_read)));  // owned by the socket
}

}  // namespace mwl::web
