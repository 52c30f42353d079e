#include "runtime/lua/chunk_file.hpp"

#include "config/files.hpp"
#include "runtime/lua/lua.hpp"
#include "runtime/modules/digest.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <elf.h>
#include <link.h>

namespace troupe::runtime::lua {

namespace {

constexpr std::string_view head = "troupe chunks 1\n";
constexpr uint8_t flag_types_checked = 1;

std::string sha256(std::string_view data) {
  return std::string{modules::digest_of(modules::digest_kind::sha256, data).view()};
}

// The build identifier of the object that is asked about first: the program itself.
int find_build_id(dl_phdr_info* object, size_t, void* to) {
  for (size_t i = 0; i < object->dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = object->dlpi_phdr[i];
    if (segment.p_type != PT_NOTE)
      continue;
    const auto* at = reinterpret_cast<const char*>(object->dlpi_addr + segment.p_vaddr);
    const char* const end = at + segment.p_memsz;
    const auto padded = [](size_t n) { return (n + 3) / 4 * 4; };
    while (at + sizeof(ElfW(Nhdr)) <= end) {
      ElfW(Nhdr) note;
      std::memcpy(&note, at, sizeof note);
      const char* const name = at + sizeof note;
      const char* const content = name + padded(note.n_namesz);
      if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && std::memcmp(name, "GNU", 4) == 0)
        static_cast<std::string*>(to)->assign(content, note.n_descsz);
      at = content + padded(note.n_descsz);
    }
  }
  return 1;  // the libraries are of no interest
}

template <class Number>
void put(std::string& to, Number n) {
  char bytes[sizeof n];
  std::memcpy(bytes, &n, sizeof n);
  to.append(bytes, sizeof n);
}

// Takes the next bytes off the front; false if there are not that many.
bool take(std::string_view& from, void* to, size_t size) {
  if (from.size() < size)
    return false;
  std::memcpy(to, from.data(), size);
  from.remove_prefix(size);
  return true;
}

}  // namespace

std::string chunk_maker() {
  std::string id;
  dl_iterate_phdr(find_build_id, &id);
  return id.empty() ? id : sha256(id + LUAJIT_VERSION);
}

std::vector<stored_chunk> read_chunk_file(const std::filesystem::path& file, std::string_view maker) {
  const auto text = read_text_file(file);
  if (!text || maker.empty())
    return {};
  std::string_view rest = *text;
  const auto skip = [&](std::string_view expected) {
    if (!rest.starts_with(expected))
      return false;
    rest.remove_prefix(expected.size());
    return true;
  };
  chunk_key digest{};
  if (!skip(head) || !skip(maker) || !take(rest, digest.data(), digest.size())
      || sha256(rest) != std::string_view{reinterpret_cast<const char*>(digest.data()), digest.size()})
    return {};
  std::vector<stored_chunk> all;
  while (!rest.empty()) {
    stored_chunk each;
    uint8_t flags = 0;
    uint32_t size = 0;
    if (!take(rest, each.key.data(), each.key.size()) || !take(rest, &flags, sizeof flags) || !take(rest, &size, sizeof size)
        || rest.size() < size)
      return {};
    each.types_checked = (flags & flag_types_checked) != 0;
    each.bytecode = std::make_shared<const std::string>(rest.substr(0, size));
    rest.remove_prefix(size);
    all.push_back(std::move(each));
  }
  return all;
}

caf::error write_chunk_file(const std::filesystem::path& file, std::string_view maker, const std::vector<stored_chunk>& chunks) {
  std::string body;
  for (const stored_chunk& each : chunks) {
    body.append(reinterpret_cast<const char*>(each.key.data()), each.key.size());
    put(body, each.types_checked ? flag_types_checked : uint8_t{0});
    put(body, static_cast<uint32_t>(each.bytecode->size()));
    body += *each.bytecode;
  }
  std::string text{head};
  text += maker;
  text += sha256(body);
  text += body;
  std::error_code problem;
  std::filesystem::create_directories(file.parent_path(), problem);
  if (problem)
    return make_error(errc::internal, file.parent_path().string() + ": " + problem.message());
  return write_text_file(file, text, 0600);
}

}  // namespace troupe::runtime::lua
