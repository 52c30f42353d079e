#include "hosts/error_advice.hpp"

#include "hosts/program_store.hpp"
#include "runtime/syntax/run_time_error.hpp"

namespace troupe::hosts {

std::string advice_on(std::string_view error, std::string_view entry, const registry::snapshot& entries) {
  const auto place = syntax::place_of(error);
  if (!place) {
    const auto remedy = syntax::remedy_without_place(error);
    return remedy ? std::string{entry} + ": " + *remedy + "\n" : std::string{};
  }
  const registry::entry* found = entries.find(entry_id::parse(std::string{place->chunk}));
  if (found == nullptr)
    return {};
  const runtime::lua::source_entry source = read_source(*found);
  const auto remedy = syntax::remedy_for(*place, source.source);
  if (!remedy)
    return {};
  // A source inside the definition has no lines of its own there.
  const bool in_file = source.place.file && found->mark.file && *source.place.file != *found->mark.file;
  return syntax::render(*remedy, in_file ? *source.place.file : found->id.text(), false) + "\n";
}

}  // namespace troupe::hosts
