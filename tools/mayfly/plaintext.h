// The archive as one long text that is never all in memory: gaps from the layout, contents from the
// files.
#pragma once

#include <vector>

#include "client-wasm/archive/layout.h"
#include "tools/mayfly/source_file.h"

namespace mayfly {

// Fills `out` with the plaintext from byte `offset`. `sources` are the layout's files, in its
// order.
Outcome<void> read_plaintext(const Layout& layout, const std::vector<SourceFile>& sources,
                             uint64_t offset, MutableBytes out);

}  // namespace mayfly
