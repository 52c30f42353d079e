#include "hosts/last_words.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <system_error>
#include <unistd.h>

// See thread_memory.cpp: the library is linked into the program alone.
extern "C" void mi_register_error(void (*told)(int code, void* argument), void* argument) __attribute__((weak));

namespace troupe::hosts {

namespace {

constinit thread_local bool short_of_memory = false;

void say(const char* text) noexcept {
  [[maybe_unused]] const ssize_t n = ::write(STDERR_FILENO, text, std::strlen(text));
}

void say_unexpected(const char* what) noexcept {
  say("troupe: unexpected error: ");
  say(what);
  say("\n");
}

[[noreturn]] void end_without_memory() noexcept {
  say("Error: the system gives no more memory (ulimit -v, the limits of a container): the program ends, what was acknowledged is kept\n");
  std::_Exit(EXIT_FAILURE);
}

[[noreturn]] void on_terminate() noexcept {
  try {
    if (const std::exception_ptr thrown = std::current_exception())
      std::rethrow_exception(thrown);
  } catch (const std::bad_alloc&) {
    end_without_memory();
  } catch (const std::system_error& problem) {
    if (problem.code() == std::errc::resource_unavailable_try_again) {
      say("Error: the system gives no more threads (ulimit -u and -v, the limits of a container): the program ends, what was acknowledged is kept\n");
      std::_Exit(EXIT_FAILURE);
    }
    say_unexpected(problem.what());
  } catch (const std::exception& problem) {
    say_unexpected(problem.what());
  } catch (...) {
    say_unexpected("of an unknown type");
  }
  std::abort();
}

// mimalloc's `operator new` aborts without a word where the standard's throws, and asks nobody but its own message before.
void on_abort(int) noexcept {
  if (short_of_memory)
    end_without_memory();
}

}  // namespace

void install_last_words() noexcept {
  std::set_terminate(on_terminate);
  if (mi_register_error == nullptr)
    return;
  mi_register_error([](int code, void*) { short_of_memory = short_of_memory || code == ENOMEM; }, nullptr);
  std::signal(SIGABRT, on_abort);
}

}  // namespace troupe::hosts
