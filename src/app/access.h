#pragma once
// Who may open an association (faults.md 3.2): devices from their networks, and a request for Verification
// alone from echo_networks.

#include <optional>

#include "mwl/base/access_list.h"
#include "mwl/base/snapshot.h"
#include "mwl/dicom/operations.h"
#include "mwl/services/devices.h"
#include "mwl/web/server.h"

namespace mwl::app {

// Thread-safe.
class Access {
public:
    Access(services::DeviceDirectory& devices, AccessList echo_networks)
        : devices_(devices), echo_networks_(std::move(echo_networks)) {}

    // No value: welcome. Each refusal says what to configure.
    std::optional<dicom::Rejection> admit(const dicom::Caller& caller) const;
    // Whether the device may ask from the caller's address.
    static bool may_ask(const domain::Device& device, const dicom::Caller& caller);
    // The policies and networks in the database that cannot be followed. Never needed for readiness: the
    // other devices are answered.
    web::HealthCheck health() const;
    // For associations that come from now on.
    void use(AccessList echo_networks) { echo_networks_.set(std::move(echo_networks)); }

private:
    services::DeviceDirectory& devices_;
    Snapshot<AccessList> echo_networks_;
};

}  // namespace mwl::app
