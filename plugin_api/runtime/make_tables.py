#!/usr/bin/env python3
"""Writes tables.h: constants of the runtime's mathematics, computed with 60 digits (needs mpmath; run by hand)."""
from mpmath import mp, mpf, exp, log, atan, pi, floor, nint

mp.prec = 1400


def double(x):
    return float(x)  # mpmath rounds to nearest


def pair(x):
    hi = double(x)
    return hi, double(x - mpf(hi))


def short(x, bits):
    """x with its mantissa cut to `bits` bits."""
    x = mpf(x)
    if x == 0:
        return mpf(0)
    exponent = int(floor(log(abs(x), 2)))
    unit = mpf(2) ** (exponent - bits + 1)
    return nint(x / unit) * unit


out = ["// Written by make_tables.py. Do not edit.", "#pragma once", "", "#include <stdint.h>", "",
       "namespace gauntlet::rt {", ""]


def scalar(name, value, note):
    out.append(f"inline constexpr double {name} = {double(value).hex()};  // {note}")


ln2 = log(mpf(2))
step_hi = short(ln2 / 64, 36)
scalar("kLn2By64Hi", step_hi, "ln 2 / 64, 36 bits: times 17 bits is exact")
scalar("kLn2By64Lo", ln2 / 64 - step_hi, "the rest")
scalar("k64ByLn2", 64 / ln2, "64 / ln 2")
ln2_hi = short(ln2, 42)
scalar("kLn2Hi", ln2_hi, "ln 2, 42 bits: times 11 bits is exact")
scalar("kLn2Lo", ln2 - ln2_hi, "the rest")
for name, value in [("Ln2", ln2), ("InvLn2", 1 / ln2), ("InvLn10", 1 / log(mpf(10))), ("HalfPi", pi / 2), ("Pi", pi)]:
    hi, lo = pair(value)
    out.append(f"inline constexpr double k{name}[2] = {{{hi.hex()}, {lo.hex()}}};")


def table(declaration, rows):
    out.append("")
    out.append(f"inline constexpr {declaration} = {{")
    out.extend(f"    {row}," for row in rows)
    out.append("};")


out.append("")
out.append("// 2^(i/64) as hi + lo.")
table("double kExp2[64][2]", ["{%s, %s}" % tuple(v.hex() for v in pair(mpf(2) ** (mpf(i) / 64))) for i in range(64)])

out.append("")
out.append("// For mantissas [1 + i/128, 1 + (i+1)/128): inverse (9 bits), -log(inverse) as hi + lo. The first and the")
out.append("// last (halved, as all from 53 on are) have inverse 1, so that nothing cancels near 1.")
rows = []
for i in range(128):
    scale = 1 if i < 53 else 2
    centre = (1 + (mpf(i) + mpf(1) / 2) / 128) / scale
    inverse = mpf(1) if i in (0, 127) else short(1 / centre, 9)
    hi, lo = pair(-log(inverse))
    rows.append("{%s, %s, %s}" % (double(inverse).hex(), hi.hex(), lo.hex()))
table("double kLog[128][3]", rows)

out.append("")
out.append("// atan(i/16) as hi + lo.")
table("double kAtan[17][2]", ["{%s, %s}" % tuple(v.hex() for v in pair(atan(mpf(i) / 16))) for i in range(17)])

out.append("")
out.append("// The bits of 2/pi after the point, 64 a word, first word first.")
words, rest = [], 2 / pi
for _ in range(20):
    rest *= mpf(2) ** 64
    word = int(floor(rest))
    rest -= word
    words.append("0x%016xull" % word)
table("uint64_t kTwoByPi[20]", words)
out += ["", "}  // namespace gauntlet::rt", ""]
open("tables.h", "w").write("\n".join(out))
