#pragma once

namespace rivalry {

/// Opens on /dev/null what the caller closed of standard input, output and error. Else the next file that is opened, a
/// result perhaps, would get the number of one of them, and what is meant for the user would be written into it.
void open_standard_streams();

}  // namespace rivalry
