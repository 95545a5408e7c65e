#include "dicom/association.h"

#include <dcmtk/ofstd/ofstd.h>

#include <string>

#include "mwl/base/digest.h"
#include "mwl/base/error.h"
#include "mwl/base/mutex.h"

namespace mwl::dicom {

Network make_network(T_ASC_NetworkRole role) {
    static Mutex one_at_a_time;  // DCMTK fills its state table at the first call
    const Lock lock(one_at_a_time);
    T_ASC_Network* network = nullptr;
    const auto made = ASC_initializeNetwork(role, 0, kDcmtkTimeoutSeconds, &network);
    if (made.bad()) throw NetworkError(std::string("DICOM network cannot be set up: ") + made.text());
    return Network(network);
}

void name_ourselves(T_ASC_Parameters& parameters) {
    static const std::string kClassUid = uid_from_name("mwlbroker implementation");
    OFStandard::strlcpy(parameters.ourImplementationClassUID, kClassUid.c_str(),
                        sizeof parameters.ourImplementationClassUID);
    OFStandard::strlcpy(parameters.ourImplementationVersionName, "MWLBROKER " MWL_VERSION,
                        sizeof parameters.ourImplementationVersionName);
}

}  // namespace mwl::dicom
