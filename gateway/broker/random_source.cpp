#include "gateway/broker/random_source.hpp"

#include <random>

namespace stafet {

namespace {
class SystemRandom final : public RandomSource {
   public:
    double unit() override {
        thread_local std::mt19937_64 generator{std::random_device{}()};
        return std::uniform_real_distribution<double>(0.0, 1.0)(generator);
    }
};
}  // namespace

RandomSource& system_random() {
    static SystemRandom random;
    return random;
}

}  // namespace stafet
