// A fresh machine as bytes: every machine that needs no seed of its own is a copy of one that was made, with what nearly every process uses,
// when the first was asked for. A copy costs some thousand instructions, a state with its libraries thirty thousand.
//
// How the pointers of a copy are found: two machines are made alike, at two addresses. Where their bytes differ by just that distance stands a
// pointer into the machine. If they differ anywhere in another way there is no image, and machines are made one by one.
//
// The copies share the seed of LuaJIT's string hash, which is random in each run of the program. All else that is random is their own.
//
// Thread: any.
#pragma once

#include <memory>

namespace troupe::runtime::lua {

class vm;

class vm_image {
public:
  // Null if there is no image, or memory runs out.
  static std::unique_ptr<vm> copy();

  // False under the address sanitizer, which wants to see every block, and with the packaged LuaJIT, which knows nothing of slabs.
  static bool available();
};

}  // namespace troupe::runtime::lua
