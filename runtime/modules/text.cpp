// The `text` module (lua-language.md part 2 `text`): regular expressions, differences, splitting.
#include "runtime/modules/open.hpp"
#include "runtime/modules/text_parts.hpp"

namespace troupe::runtime::modules {

int open_text(lua_State* L) {
  lua_newtable(L);
  add_text_regexp(L);
  add_text_diff(L);
  add_text_splitter(L);
  return 1;
}

}  // namespace troupe::runtime::modules
