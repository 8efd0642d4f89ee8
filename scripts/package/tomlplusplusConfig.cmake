add_library(tomlplusplus::tomlplusplus INTERFACE IMPORTED)
