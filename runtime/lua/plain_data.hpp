// Lua values as documents and back, by the plain-data rules of process.md section 11.
//
// Thread: the one that runs the machine.
#pragma once

#include "config/document.hpp"

struct lua_State;

namespace troupe::runtime::lua {

// The item at `index` as a document, by the plain-data rules: lists and string-keyed maps. Functions and userdata become their
// type name. Does not raise; parts that are cyclic, too deep or too large become null.
document document_at(lua_State* L, int index);

// The same for data that must arrive whole: answers what is wrong with it, or null.
const char* plain_data_at(lua_State* L, int index, document& into);

// The same by the rules that modules share for data of their own formats: an empty table is a map, and functions, threads and userdata
// are what `tostring` makes of them. May raise for memory before it begins, not later.
const char* module_data_at(lua_State* L, int index, document& into);

// Pushes a document; lists and maps become tables. Raises when memory runs out.
void push_document(lua_State* L, const document& tree);

}  // namespace troupe::runtime::lua
