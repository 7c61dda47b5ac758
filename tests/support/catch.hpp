// The test framework, whichever major version is installed: Catch2 2 (Debian 12) or 3 (vcpkg).
#pragma once
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx; // as the other version has it
#else
#include <catch2/catch.hpp>
#endif
