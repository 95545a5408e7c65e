#pragma once
// What is wrong, and what is probably not meant, in the files of one reading: collected, so that a person
// sees all of it at once. One thread.

#include <cstddef>
#include <string>
#include <vector>

#include "config/document.h"
#include "mwl/base/error.h"

namespace mwl::config {

class Findings {
public:
    void error(const Document& document, const Place& at, const std::string& what);
    void file_error(const Document& document, const std::string& what);  // of no line of it
    void warning(const Document& document, const Place& at, const std::string& what);
    // Runs `read`. A ConfigError that it throws, which says where itself, is kept as an error of this place.
    template <typename Read>
    void collect(const Document& document, const Place& at, const Read& read) {
        try {
            read();
        } catch (const ConfigError& error) {
            keep(errors_, document, at, error.what());
        }
    }

    std::size_t errors() const noexcept { return errors_.size(); }
    bool has_error_at(const Document& document, const Place& at) const;
    // Throws ConfigError: one line for each error, file by file in the order they were read, by line within.
    void throw_if_wrong() const;
    std::vector<std::string> warnings() const;  // in the same order

private:
    struct Finding {
        std::string file;
        Place at;
        std::string text;
    };
    void keep(std::vector<Finding>& among, const Document& document, const Place& at, std::string text);
    std::vector<std::string> in_order(std::vector<Finding> found) const;

    std::vector<std::string> files_;  // in the order of their first finding
    std::vector<Finding> errors_;
    std::vector<Finding> warnings_;
};

}  // namespace mwl::config
