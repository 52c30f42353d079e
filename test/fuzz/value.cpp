// The codec of values: bytes that `verify` passes can be walked to their end, become a document, and come back.
#include "runtime/value.hpp"
#include "test/fuzz/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace troupe;
  const std::string_view given = fuzz::text_of(bytes, size);
  const bool sound = runtime::value::verify(given);
  // Reading must be safe either way.
  runtime::value_reader reader{given};
  for (size_t items = 0; items < 100'000 && reader.remaining() > 0 && reader.ok(); ++items)
    reader.skip();
  if (!sound)
    return 0;
  fuzz::require(reader.ok(), "verified bytes are read without a complaint");
  const runtime::value kept = runtime::value::from_bytes(given);
  fuzz::require(kept.bytes() == given, "bytes are kept as they are");
  const document tree = runtime::first_as_document(kept);
  const runtime::value again = runtime::to_value(tree);
  fuzz::require(runtime::value::verify(again.bytes()), "what is written is well formed");
  return 0;
}
