// Files that a program has open, and their scanners, as objects (io-modules.md section 11).
//
// Thread: the machine's. The file itself is the host's; an object holds the number by which both know it.
#pragma once

#include "runtime/modules/fs_objects.hpp"

namespace troupe::runtime::modules {

struct file_object {
  ticket number = 0;
  bool closed = false;
};

void register_file_types(lua_State* L);

// Pushes one that is going to be opened under its number.
file_object& push_file(lua_State* L);

// What `open` answers: the file on top, or what went wrong.
int push_opened(lua_State* L, const fault* failure, const value& body);

// Null if the value is no file.
file_object* file_at(lua_State* L, int index);

}  // namespace troupe::runtime::modules
