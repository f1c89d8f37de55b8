// Where jitter comes from. Nothing in the broker draws random numbers but through this; tests and the simulator give their own.
#pragma once

namespace stafet {

class RandomSource {
   public:
    virtual ~RandomSource() = default;
    /// In [0, 1). One thread at a time.
    virtual double unit() = 0;
};

/// Seeded from the operating system; one generator per thread.
RandomSource& system_random();

}  // namespace stafet
