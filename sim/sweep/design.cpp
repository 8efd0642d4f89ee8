#include "rivalry/sweep/design.hpp"
