#include "hosts/cli/cli.hpp"

int main(int argc, char** argv) {
  return troupe::hosts::cli::run(argc, argv);
}
