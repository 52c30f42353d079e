#include "hosts/cli/cli.hpp"
#include "hosts/last_words.hpp"

#include <fcntl.h>
#include <unistd.h>

int main(int argc, char** argv) {
  // A closed standard stream would be the next file that is opened, and a program reading its input would read that.
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream)
    if (fcntl(stream, F_GETFD) < 0 && open("/dev/null", O_RDWR) != stream)
      return 1;
  troupe::hosts::install_last_words();
  return troupe::hosts::cli::run(argc, argv);
}
