#pragma once
// Owners for DCMTK's networks and associations.

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

}  // namespace mwl::dicom
