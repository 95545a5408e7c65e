#pragma once
// Owners for DCMTK's networks and associations, and the name that the broker has on the wire.

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/assoc.h>

#include <memory>

namespace mwl::dicom {

struct AssociationCloser {
    void operator()(T_ASC_Association* association) const noexcept {
        (void)ASC_destroyAssociation(&association);
    }
};
using Association = std::unique_ptr<T_ASC_Association, AssociationCloser>;

struct NetworkCloser {
    void operator()(T_ASC_Network* network) const noexcept { (void)ASC_dropNetwork(&network); }
};
using Network = std::unique_ptr<T_ASC_Network, NetworkCloser>;

inline constexpr int kDcmtkTimeoutSeconds = 3600;  // never reached: the wire's deadline is earlier

// Opens no port of its own. Throws NetworkError.
Network make_network(T_ASC_NetworkRole role);

// Implementation class UID and version name (PS3.7 D.3.3.2).
void name_ourselves(T_ASC_Parameters& parameters);

}  // namespace mwl::dicom
