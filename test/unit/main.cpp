// The main function of every unit test program; test/CMakeLists.txt says which files become which program.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
