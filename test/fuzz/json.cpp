// JSON to a tape: what is on the tape is complete, and as a document it is written and read to the same text.
#include "config/document_text.hpp"
#include "runtime/modules/json_document.hpp"
#include "runtime/modules/json_text.hpp"
#include "test/fuzz/target.hpp"

namespace {

using troupe::runtime::modules::json_tape;

// One value and all in it; answers the position behind it.
size_t walk(const json_tape& tape, size_t at) {
  using kind = json_tape::kind;
  troupe::fuzz::require(at < tape.items().size(), "a container holds as many items as it says");
  const json_tape::item& item = tape.items()[at++];
  if (item.what == kind::text)
    tape.text_of(item);
  if (item.what == kind::array)
    for (uint32_t i = 0; i < item.count; ++i)
      at = walk(tape, at);
  if (item.what == kind::object)
    for (uint32_t i = 0; i < item.count; ++i)
      at = walk(tape, walk(tape, at));
  return at;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace troupe;
  json_tape tape;
  if (!tape.read(fuzz::text_of(bytes, size))) {
    fuzz::require(!tape.problem().empty(), "a refusal says why");
    return 0;
  }
  fuzz::require(walk(tape, 0) == tape.items().size(), "nothing is left on the tape");
  return 0;
}
