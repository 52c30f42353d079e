// Bytecode of chunks by content, so that a source is translated and compiled once however many entries and processes use it, and, with
// a file to keep it in, however often the program starts.
//
// Thread: any; one compilation at a time.
#pragma once

#include <caf/expected.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::runtime::lua {

// Whether a chunk is worth remembering: those of entries are, what a program makes up at run time is not.
enum class chunk_use : uint8_t { often, once };

// Whether annotations are checked too (`lua.type_system`).
enum class type_rules : uint8_t { none, strict };

// `chunk_name` is what run-time messages show ("ns:name"); `file` is where syntax errors point. Errors: invalid.
caf::expected<std::shared_ptr<const std::string>> compile_chunk(std::string_view source, const std::string& chunk_name,
                                                                std::string_view file, chunk_use use = chunk_use::often);

struct chunk_problem {
  uint32_t line = 0;     // 1-based, of the source
  uint32_t column = 0;
  std::string code;      // P0001 and the like, runtime/syntax/translate.hpp
  std::string message;
  std::string excerpt;   // the line with a caret below it
};

// What is wrong with a source, empty if it compiles.
std::vector<chunk_problem> check_chunk(std::string_view source, const std::string& chunk_name, type_rules types = type_rules::none);

// ---- the file ---------------------------------------------------------------------------------------------------------------

// From now on chunks are also looked for in the file that an earlier run kept them in. A file that is missing, damaged or another
// program's is as good as none.
void open_chunk_file(const std::filesystem::path& file);

struct chunk_counts {
  size_t compiled = 0;
  size_t from_file = 0;
};

// Writes the chunks that were asked for since the file was opened, if they are others than those in it; what nobody asked for is
// dropped. Errors: internal (I/O), not_found (no file was opened).
caf::expected<chunk_counts> keep_chunk_file();

}  // namespace troupe::runtime::lua
