// Holds the direction of architecture.md over every #include of include/ and src/: who may see whom, and
// which third-party header may appear where. Linking static libraries would not stop a back edge; reading
// does.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
using Folders = std::set<std::string>;

Folders join(Folders a, const Folders& b) {
    a.insert(b.begin(), b.end());
    return a;
}

// Folder -> the folders whose contracts it may include (its own is always allowed).
std::map<std::string, Folders> allowed_folders() {
    const Folders values{"base", "time", "text"};
    const Folders messages = join(values, {"hl7", "dataset", "gate", "domain"});
    const Folders rules = join(messages, {"worklist", "mapping", "store"});
    const Folders cases = join(rules, {"services"});
    const Folders wire{"base", "net"};
    const Folders page = join(cases, {"config", "report", "net"});
    return {
        {"base", {}},
        {"time", {"base"}},
        {"text", {"base"}},
        {"hl7", values},
        {"dataset", values},
        {"gate", values},
        {"domain", values},
        {"worklist", messages},
        {"mapping", messages},
        {"store", messages},
        {"services", rules},
        {"config", join(cases, {"net"})},
        {"report", cases},
        {"net", {"base"}},
        {"mllp", wire},
        {"dicom", join(wire, {"time", "text", "dataset", "gate"})},
        {"web", page},
        {"sim", join(values, {"hl7", "dataset", "net", "mllp", "dicom"})},
        {"app", join(page, {"web", "mllp", "dicom", "sim"})},
    };
}

struct ThirdParty {
    std::string pattern;  // of the name between < and >
    std::string only_in;  // a folder, or one file "folder/name.cpp"
};

const std::vector<ThirdParty>& third_parties() {
    static const std::vector<ThirdParty> kTable{
        {"spdlog/.*", "base/spdlog_sink.cpp"},
        {"(dlfcn|execinfo|link|ucontext)\\.h", "base/fatal.cpp"},  // glibc's own, beyond POSIX
        {"cxxabi\\.h", "base/thrown.cpp"},
        {"openssl/.*", "base/digest.cpp"},
        {"openssl/.*", "net/tls_context.cpp"},
        {"date/.*", "time/zone.cpp"},
        {"iconv\\.h", "text"},
        {"utf8proc\\.h", "text"},
        {"re2/.*", "text/regex.cpp"},
        {"libpq-fe\\.h", "store"},
        {"Poco/Data/.*", "store"},
        {"Poco/(?!Data/|Net/).*", "store"},
        {"Poco/(?!Data/).*", "web"},
        {"Poco/(?!Data/).*", "net"},
        {"toml\\+\\+/.*", "config"},
        {"nlohmann/.*", "report"},
        {"nlohmann/.*", "store/policy_json.cpp"},
        {"nlohmann/.*", "store/origin_json.cpp"},
        {"dcmtk/.*", "dicom"},
        {"prometheus/.*", "web"},
        {"CLI/.*", "app"},
    };
    return kTable;
}

// POSIX is no third party; it is still kept out of the pure folders.
bool is_posix(const std::string& name) {
    static const std::regex kPosix(
        "(sys|netinet|arpa|net)/[a-z_]+\\.h|(unistd|fcntl|poll|pthread|signal|netdb|errno|"
        "spawn|dirent|pwd|time|string|limits|ifaddrs)\\.h");
    return std::regex_match(name, kPosix);
}

const Folders kPure{"time", "text", "hl7", "dataset", "gate", "domain", "worklist", "mapping"};

struct Include {
    fs::path file;       // relative to the source tree
    std::string folder;  // of the including file
    std::string name;
    bool quoted = false;
    bool is_public = false;  // stands in include/
};

std::string read_file(const fs::path& path) {
    const std::ifstream in(path);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

std::vector<fs::path> sources() {
    std::vector<fs::path> found;
    for (const char* top : {"include/mwl", "src"})
        for (const auto& entry : fs::recursive_directory_iterator(fs::path(MWL_SOURCE_DIR) / top))
            if (entry.path().extension() == ".h" || entry.path().extension() == ".cpp")
                found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    return found;
}

std::vector<Include> includes() {
    static const std::regex kLine("^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]");
    std::vector<Include> found;
    for (const auto& path : sources()) {
        const fs::path relative = fs::relative(path, MWL_SOURCE_DIR);
        const bool is_public = *relative.begin() == "include";
        std::istringstream lines(read_file(path));
        for (std::string line; std::getline(lines, line);) {
            std::smatch match;
            if (!std::regex_search(line, match, kLine)) continue;
            const fs::path inside =
                fs::relative(path, fs::path(MWL_SOURCE_DIR) / (is_public ? "include/mwl" : "src"));
            found.push_back(
                {relative, inside.begin()->string(), match[2].str(), match[1].str() == "\"", is_public});
        }
    }
    return found;
}

// "" if the include is allowed, else why not.
std::string objection(const Include& include) {
    static const auto kAllowed = allowed_folders();
    const auto rule = kAllowed.find(include.folder);
    if (rule == kAllowed.end()) return "folder is not in the table of architecture.md";
    const fs::path name(include.name);
    if (include.quoted) {
        const bool contract = *name.begin() == "mwl";
        if (!contract) {
            if (include.is_public) return "a public header includes a private one";
            const bool generated = include.name.ends_with(".embed.h");
            const bool simulator =
                include.folder == "app" && *name.begin() == "sim";  // sim has no public headers
            return generated || simulator || *name.begin() == include.folder
                       ? ""
                       : "a private header of another folder";
        }
        const std::string target = std::next(name.begin())->string();
        return target == include.folder || rule->second.contains(target) ? "" : "direction";
    }
    const bool standard = include.name.find_first_of("./") == std::string::npos;
    if (standard) {
        static const Folders kSideEffects{"iostream", "fstream", "filesystem"};
        return kPure.contains(include.folder) && kSideEffects.contains(include.name) ? "I/O in a pure folder"
                                                                                     : "";
    }
    if (include.is_public) return "a public header shows a third party";
    if (is_posix(include.name)) return kPure.contains(include.folder) ? "POSIX in a pure folder" : "";
    const std::string file = include.folder + "/" + include.file.filename().string();
    for (const auto& row : third_parties())
        if (std::regex_match(include.name, std::regex(row.pattern)) &&
            (row.only_in == include.folder || row.only_in == file))
            return "";
    return "third party not allowed here";
}

}  // namespace

TEST(Layering, EveryIncludeKeepsTheDirection) {
    const auto all = includes();
    ASSERT_GT(all.size(), 100U);
    for (const auto& include : all)
        EXPECT_EQ(objection(include), "") << include.file << " includes " << include.name;
}

TEST(Layering, BackEdgesForeignPrivateHeadersAndThirdPartiesAreObjectedTo) {
    EXPECT_EQ(objection({"src/mapping/x.cpp", "mapping", "mwl/store/store.h", true, false}), "direction");
    EXPECT_EQ(objection({"src/dicom/x.cpp", "dicom", "mwl/services/intake.h", true, false}), "direction");
    EXPECT_EQ(objection({"src/web/x.cpp", "web", "store/pool.h", true, false}),
              "a private header of another folder");
    EXPECT_EQ(objection({"include/mwl/dicom/x.h", "dicom", "dcmtk/dcmdata/dctk.h", false, true}),
              "a public header shows a third party");
    EXPECT_EQ(objection({"src/worklist/x.cpp", "worklist", "dcmtk/dcmdata/dctk.h", false, false}),
              "third party not allowed here");
    EXPECT_EQ(objection({"src/hl7/x.cpp", "hl7", "fstream", false, false}), "I/O in a pure folder");
}

TEST(Layering, RawLibpqAndCommandLineStandInOneFileEach) {
    std::map<std::string, std::set<std::string>> files;
    for (const auto& include : includes())
        for (const char* prefix : {"libpq-fe.h", "CLI/", "spdlog/", "date/"})
            if (include.name.starts_with(prefix) && !include.quoted)
                files[prefix].insert(include.file.string());
    for (const auto& [prefix, where] : files) EXPECT_LE(where.size(), 1U) << prefix;
}

TEST(Layering, FilesStaySmall) {
    for (const auto& path : sources()) {
        const std::string text = read_file(path);
        EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 400) << fs::relative(path, MWL_SOURCE_DIR);
    }
}

TEST(Layering, PureFoldersReadNoClockAndNoEnvironment) {
    static const std::regex kImpure(
        "\\b(system_clock::now|steady_clock::now|getenv|localtime|gmtime_r|std::rand)\\b");
    for (const auto& path : sources()) {
        const auto relative = fs::relative(path, MWL_SOURCE_DIR);
        auto part = relative.begin();
        if (*part++ == "include") ++part;
        if (!kPure.contains(part->string())) continue;
        EXPECT_FALSE(std::regex_search(read_file(path), kImpure)) << relative;
    }
}
