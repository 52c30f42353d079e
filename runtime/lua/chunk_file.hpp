// Compiled chunks on disk, so that the next boot need not compile what has not changed.
//
// One file, written whole in one step:
//   line "troupe chunks 1"; the maker (below); SHA-256 of what follows; then for each chunk its key, flags, size and bytecode.
//
// Bytecode is not checked when it is loaded: wrong bytes would damage the machine. So a file counts only if it was written by this very
// program (its build identifier) with this LuaJIT, and if its digest holds. Whoever can write the state folder is trusted.
//
// Thread: plain functions.
#pragma once

#include <caf/error.hpp>

#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::runtime::lua {

using chunk_key = std::array<unsigned char, 32>;

struct stored_chunk {
  chunk_key key{};
  bool types_checked = false;
  std::shared_ptr<const std::string> bytecode;
};

// The program and LuaJIT that are running, or "" if the program carries no build identifier: nothing is kept then.
std::string chunk_maker();

// Empty if there is no such file, or not one of this maker, or a damaged one.
std::vector<stored_chunk> read_chunk_file(const std::filesystem::path& file, std::string_view maker);

// Makes the folder too.
caf::error write_chunk_file(const std::filesystem::path& file, std::string_view maker, const std::vector<stored_chunk>& chunks);

}  // namespace troupe::runtime::lua
