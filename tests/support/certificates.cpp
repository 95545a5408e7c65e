#include "support/certificates.h"

#include <stdexcept>
#include <vector>

#include "support/process.h"

namespace mwl::test {
namespace {

void openssl(std::vector<std::string> words) {
    words.insert(words.begin(), "openssl");
    const auto made = run(words);
    if (made.exit_code != 0) throw std::runtime_error("openssl: " + made.output);
}

}  // namespace

Authority::Authority(const std::string& name) {
    openssl({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
             "/CN=" + name, "-days", "3650", "-keyout", path("ca.key"), "-out", path("ca.pem")});
}

Identity Authority::issue(const std::string& name, const std::string& alternatives, int days) const {
    Identity made{path(name + ".pem"), path(name + ".key")};
    openssl({"req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
             "/CN=" + name, "-addext", "subjectAltName=" + alternatives, "-addext",
             "basicConstraints=critical,CA:FALSE", "-keyout", made.key, "-out", path(name + ".csr")});
    openssl({"x509", "-req", "-in", path(name + ".csr"), "-CA", path("ca.pem"), "-CAkey", path("ca.key"),
             "-copy_extensions", "copy", "-days", std::to_string(days), "-out", made.certificate});
    return made;
}

}  // namespace mwl::test
