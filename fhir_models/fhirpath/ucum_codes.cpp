#include "fhir_models/fhirpath/ucum_codes.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace stafet::fhir::fhirpath {

namespace {

/// Symbols that take prefixes, between spaces. Source: UCUM 2.1, tables 1 to 20.
constexpr std::string_view metric =
    " m s g rad K C cd mol sr Hz N Pa J W A V F Ohm S Wb Cel T H lm lx Bq Gy Sv l L ar t bar u eV pc [c] [h] [k] [eps_0] [mu_0] [e] [m_e] "
    "[m_p] [G] [g] [ly] gf Ky Gal dyn erg P Bi St Mx G Oe Gb sb Lmb ph Ci R RAD REM cal_[15] cal_[20] cal_m cal_IT cal_th cal tex m[H2O] "
    "m[Hg] eq osm g% kat U [iU] [IU] Np B B[SPL] B[V] B[mV] B[uV] B[10.nV] B[W] B[kW] st mho bit By Bd ";

constexpr std::string_view plain =
    " 10* 10^ [pi] % [ppth] [ppm] [ppb] [pptr] gon deg ' '' min h d a_t a_j a_g a wk mo_s mo_j mo_g mo AU atm [lbf_av] "
    "[in_i] [ft_i] [yd_i] [mi_i] [fth_i] [nmi_i] [kn_i] [sin_i] [sft_i] [syd_i] [cin_i] [cft_i] [cyd_i] [bf_i] [cr_i] [mil_i] [cml_i] "
    "[hd_i] "
    "[ft_us] [yd_us] [in_us] [rd_us] [ch_us] [lk_us] [rch_us] [rlk_us] [fth_us] [fur_us] [mi_us] [acr_us] [srd_us] [smi_us] [sct] [twp] "
    "[mil_us] [in_br] [ft_br] [rd_br] [ch_br] [lk_br] [fth_br] [pc_br] [yd_br] [mi_br] [nmi_br] [kn_br] [acr_br] [gal_us] [bbl_us] [qt_us] "
    "[pt_us] [gil_us] [foz_us] [fdr_us] [min_us] [crd_us] [bu_us] [gal_wi] [pk_us] [dqt_us] [dpt_us] [tbs_us] [tsp_us] [cup_us] [foz_m] "
    "[cup_m] [tsp_m] [tbs_m] [gal_br] [pk_br] [bu_br] [qt_br] [pt_br] [gil_br] [foz_br] [fdr_br] [min_br] [gr] [lb_av] [oz_av] [dr_av] "
    "[scwt_av] [lcwt_av] [ston_av] [lton_av] [stone_av] [pwt_tr] [oz_tr] [lb_tr] [sc_ap] [dr_ap] [oz_ap] [lb_ap] [oz_m] [lne] [pnt] [pca] "
    "[pnt_pr] [pca_pr] [pied] [pouce] [ligne] [didot] [cicero] [degF] [degR] [degRe] [Cal] [Btu_39] [Btu_59] [Btu_60] [Btu_m] [Btu_IT] "
    "[Btu_th] [Btu] [HP] [den] [in_i'H2O] [in_i'Hg] [PRU] [wood'U] [diop] [p'diop] %[slope] [mesh_i] [Ch] [drp] [hnsf'U] [MET] [hp'_X] "
    "[hp'_C] [hp'_M] [hp'_Q] [hp_X] [hp_C] [hp_M] [hp_Q] [kp_X] [kp_C] [kp_M] [kp_Q] [pH] [S] [HPF] [LPF] [arb'U] [USP'U] [GPL'U] [MPL'U] "
    "[APL'U] [beth'U] [anti'Xa'U] [todd'U] [dye'U] [smgy'U] [bdsk'U] [ka'U] [knk'U] [mclg'U] [tb'U] [CCID_50] [TCID_50] [EID_50] [PFU] "
    "[FFU] "
    "[CFU] [IR] [BAU] [AU] [Amb'a'1'U] [PNU] [Lf] [D'ag'U] [FEU] [ELU] [EU] Ao b att [psi] circ sph [car_m] [car_Au] [smoot] "
    "[m/s2/Hz^0.5] [NTU] [FNU] bit_s ";

constexpr std::string_view prefixes = " Y Z E P T G M k h da d c m u n p f a z y Ki Mi Gi Ti ";

constexpr int max_nesting = 8;
constexpr std::size_t max_length = 200;

bool digit(char c) { return c >= '0' && c <= '9'; }

bool among(std::string_view words, std::string_view word) {
    for (auto at = words.find(word); at != std::string_view::npos && !word.empty(); at = words.find(word, at + 1))
        if (words[at - 1] == ' ' && words[at + word.size()] == ' ') return true;
    return false;
}

bool is_symbol(std::string_view text) {
    if (text.find(' ') != std::string_view::npos) return false;
    if (among(metric, text) || among(plain, text)) return true;
    for (const std::size_t size : {std::size_t{1}, std::size_t{2}})
        if (text.size() > size && among(prefixes, text.substr(0, size)) && among(metric, text.substr(size))) return true;
    return false;
}

/// term: component (('.' | '/') component)*; component: '(' term ')', a whole number, or a symbol with an exponent, {annotations} behind
/// any of them or alone.
class Grammar {
   public:
    explicit Grammar(std::string_view text) : rest_(text) {}

    bool accepts() {
        skip('/');
        return term() && rest_.empty();
    }

   private:
    bool term() {
        if (++nesting_ > max_nesting) return false;
        do
            if (!component()) return false;
        while (skip('.') || skip('/'));
        --nesting_;
        return true;
    }

    bool component() {
        if (rest_.starts_with('{')) return annotation();
        if (skip('(')) return term() && skip(')');
        const bool ten = rest_.starts_with("10*") || rest_.starts_with("10^");
        if (!ten && !rest_.empty() && digit(rest_.front()))
            digits();
        else if (!symbol() || !exponent())
            return false;
        return !rest_.starts_with('{') || annotation();
    }

    bool annotation() {
        const auto end = rest_.find('}');
        if (end == std::string_view::npos || rest_.substr(1, end - 1).find('{') != std::string_view::npos) return false;
        rest_.remove_prefix(end + 1);
        return true;
    }

    /// Up to an operator or an exponent; within [brackets] these are letters like others.
    bool symbol() {
        std::size_t size = rest_.starts_with("10*") || rest_.starts_with("10^") ? 3 : 0;
        bool inside = false;
        for (; size < rest_.size(); ++size) {
            const char c = rest_[size];
            if (!inside && (digit(c) || std::string_view("./(){}+-").find(c) != std::string_view::npos)) break;
            if (c == '[') inside = true;
            if (c == ']') inside = false;
        }
        const auto text = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return is_symbol(text);
    }

    bool exponent() {
        const bool sign = skip('-') || skip('+');
        return digits() || !sign;
    }

    bool digits() {
        const auto end = std::min(rest_.size(), rest_.find_first_not_of("0123456789"));
        rest_.remove_prefix(end);
        return end > 0;
    }

    bool skip(char c) {
        if (!rest_.starts_with(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }

    std::string_view rest_;
    int nesting_ = 0;
};

/// As people write units.
constexpr std::pair<std::string_view, std::string_view> habits[] = {{"mmHg", "mm[Hg]"},
                                                                    {"mm Hg", "mm[Hg]"},
                                                                    {"cmH2O", "cm[H2O]"},
                                                                    {"celsius", "Cel"},
                                                                    {"mcg", "ug"},
                                                                    {"IU", "[iU]"},
                                                                    {"IE", "[iU]"},
                                                                    {"IU/L", "[iU]/L"},
                                                                    {"IU/l", "[iU]/L"},
                                                                    {"lb", "[lb_av]"},
                                                                    {"lbs", "[lb_av]"},
                                                                    {"oz", "[oz_av]"},
                                                                    {"in", "[in_i]"},
                                                                    {"ft", "[ft_i]"},
                                                                    {"bpm", "/min"},
                                                                    {"beats/min", "/min"},
                                                                    {"beats/minute", "/min"},
                                                                    {"breaths/min", "/min"},
                                                                    {"breaths/minute", "/min"},
                                                                    {"percent", "%"},
                                                                    {"mEq/L", "meq/L"},
                                                                    {"year", "a"},
                                                                    {"years", "a"},
                                                                    {"yr", "a"},
                                                                    {"month", "mo"},
                                                                    {"months", "mo"},
                                                                    {"week", "wk"},
                                                                    {"weeks", "wk"},
                                                                    {"day", "d"},
                                                                    {"days", "d"},
                                                                    {"hour", "h"},
                                                                    {"hours", "h"},
                                                                    {"hr", "h"},
                                                                    {"minute", "min"},
                                                                    {"minutes", "min"},
                                                                    {"second", "s"},
                                                                    {"seconds", "s"},
                                                                    {"sec", "s"},
                                                                    {"kilogram", "kg"},
                                                                    {"Kg", "kg"},
                                                                    {"KG", "kg"},
                                                                    {"gram", "g"},
                                                                    {"grams", "g"},
                                                                    {"cc", "mL"},
                                                                    {"ML", "mL"},
                                                                    {"tablet", "{tablet}"},
                                                                    {"tablets", "{tablet}"},
                                                                    {"10E9/L", "10*9/L"},
                                                                    {"10e9/L", "10*9/L"},
                                                                    {"E9/L", "10*9/L"},
                                                                    {"x10^9/L", "10*9/L"},
                                                                    {"x10E9/L", "10*9/L"},
                                                                    {"°C", "Cel"},
                                                                    {"°F", "[degF]"},
                                                                    {"µg", "ug"},
                                                                    {"μg", "ug"},
                                                                    {"µmol/L", "umol/L"},
                                                                    {"μmol/L", "umol/L"}};

}  // namespace

bool is_ucum_code(std::string_view code) {
    if (code.empty() || code.size() > max_length) return false;
    if (std::any_of(code.begin(), code.end(), [](char c) { return c < ' ' || c > '~'; })) return false;
    return Grammar(code).accepts();
}

std::string_view ucum_code_of(std::string_view unit) {
    const auto at = std::find_if(std::begin(habits), std::end(habits), [&](const auto& habit) { return habit.first == unit; });
    return at == std::end(habits) ? std::string_view{} : at->second;
}

}  // namespace stafet::fhir::fhirpath
