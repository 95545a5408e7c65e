#pragma once
// Forward-only migrations, compiled into the program, checked by checksum, applied under an advisory lock.

#include <string>
#include <vector>

#include "mwl/base/error.h"
#include "mwl/store/store.h"

namespace mwl::store {

// The database holds another schema than this program needs: waiting does not help, a person must act.
class SchemaMismatch : public StoreError {
public:
    using StoreError::StoreError;
};

struct MigrationReport {
    std::vector<std::string> applied;  // file names, in order
    int version = 0;                   // the schema's version afterwards
};

// Brings the schema up to this program's version. Each file runs in one transaction; a killed run is finished
// by the next one, and a second run at the same time waits for the first. Throws SchemaMismatch (schema newer
// than the program, a released file changed) or another StoreError (no database, database not UTF8).
MigrationReport migrate(const StoreOptions& options, const Log& log);

// Throws SchemaMismatch, which says what to do, unless the schema is exactly this program's.
void check_schema(const StoreOptions& options);

}  // namespace mwl::store
