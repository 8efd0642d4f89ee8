#include "rivalry/cli/program.hpp"

int main(int argc, char** argv) { return rivalry::rivalry_main(argc, argv); }
