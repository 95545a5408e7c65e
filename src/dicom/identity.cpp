#include "dicom/identity.h"

#include <dcmtk/ofstd/ofstd.h>

#include <string>

#include "mwl/base/digest.h"

namespace mwl::dicom {

void name_ourselves(T_ASC_Parameters& parameters) {
    static const std::string kClassUid = uid_from_name("mwlbroker implementation");
    OFStandard::strlcpy(parameters.ourImplementationClassUID, kClassUid.c_str(),
                        sizeof parameters.ourImplementationClassUID);
    OFStandard::strlcpy(parameters.ourImplementationVersionName, "MWLBROKER " MWL_VERSION,
                        sizeof parameters.ourImplementationVersionName);
}

}  // namespace mwl::dicom
