"""Which characters make a word: every letter and every figure of Unicode 14, as ranges.

A table of our own, so that a count is the same in every browser and after every upgrade of Python or a browser: each of
them knows the characters of another year. static/js/words-letters.js is the same table (a test holds both against each
other and against Python's own).
"""

# Numbers to the base 36, two a range: how far it begins after the end of the one before it, and how many more it has. Code
# points that Unicode 14 has not given out are taken along where they lie inside a range; ℹ, a picture, is left out.
_TABLE = """
1c 9 8 p 7 p 1c 0 8 1 2 0 4 1 2 2 2 m 2 u 2 c7 5d 3 3 1 4 2 2 0 7 0 2 31 2 3u 9 5o a 14 20 y 1a v 2 9 m 9 5 1 2
2q 2 0 p e 3 0 h 0 2 t u 2g c 1l m l 17 o 8 13 2 5 i 14 1o 1h 4 0 j 0 8 9 5 9 3 e 5 1g 4 0 h 0 e 5 5 b 3 5 3 0 9
1g w m 3 2 h 1g 4 0 j h 5 9 a 0 c 1g 4 0 v 5 5 9 2 6 c 1i n 0 m c j 1g 4 0 r 9 5 9 9 6 2 0 5 1g 4 0 w 4 5 c i 1i
3 0 h 0 6 2 2 9 5 i 2 5 6 1t w 9 i 1b 2 1 d 5 b 9 14 1b 2 1 a 7 c 1c w j d 18 s 4 38 16 l a 7 5 5 3 4 0 4 1 8 2
5 c d 0 2 9 7 2i 3 gt f 12 h 2l 4 h7 3 g 2 p 6 22 4 z e i f h f g g 1f 15 0 4 p n 1e 2 1s 3 x 2 38 14 44 12 m a
1g 18 p 30 1a i k 16 t e 1j r z t 1j 9 1r 16 3 2 5 2 1 4 1d 1s c 2 x 2u cc 2 0 4 a 4 b 5 c 6 a 38 0 4 5 7 9 3d 0
5 0 3 9 2 0 4 4 7 0 2 0 2 0 2 3 2 9 4 3 6 4 5 0 2 1l k7 1n 27 l hj t vh 3f 3 2u 7 3 4 1 a 0 3 2v p 2m fc 1 q 8 f
2 2 0 5 2d 9 0 2 2h 5 3z 4 3 b v 1d f x 9 v 7 2 e x 9 14 e 8x 533 1t g7o 2 vq 1w 13 9 7f 5 2m i r 5 27 1f 25 2 m
4 26 s 2 3 7 2 2 2 3 2 m e 5 b 1f f 1d t 9 p 5 4 0 2 1 2 11 b m q s 8 1a u 9 7 4 3 1t o 2 2 7 5 9 7 f 2 5 4 0 4
1d 2 0 4 1 3 4 3 0 2 q 4 a 8 0 f 2h 6 8 8 36 e 8p7 6it f1 2 9 2 3r y a2 j 3b 15 b 39 3w k 9 8 p 7 p c 9 2 18 3
1o 10 6y d 18 d 1k i 1 6t 28 h 44 b t 3 1b 2 b6 d dz 49 2d 3 u 3 4i 5 p 1z 3k g 11 b 8 o u 2 1z 2 r 7 4 h 1h b
29 o ai d ah 7 45 c 3 s h 1b 1y d 1g r t 2 1 3 0 e 18 x 15 a z g 9 5 0 3 17 4 0 d 1b f 3 c a 2 0 5 22 2d 14 8 1a
i 9 c 1g 4 0 j 0 d 4 4f 1g j 3 6 9 6 28 l 1 2 6f 16 3 11 1b l l 13 16 e 0 8 2i m b 5 6j 39 3z g 0 2 0 f 3k h 0 2
0 t 0 b 13 8 0 m 0 c 19 k 0 j am i 0 g s 6 t 35 1c m 0 a 1l f 9m 5a 10 18 vi i 29c g tq 34i 7l5 7 3h j 1b x na
2y 22 6 0 4w 5qg 6wo 2hl 4ef j 31 o0 2 o 2 u 2 o 2 u 2 o 2 u 2 o 2 u 2 o 2 1n 1dt u de 18 k e 8y t j 17 5 9 yv
6n 1d 1v d 9 m0 1m 2 2 2 3g 2 b0 g5 c 25g 1j6i
"""


def ranges() -> list[tuple[int, int]]:
    """The first and the last code point of each range, in order."""
    numbers = [int(number, 36) for number in _TABLE.split()]
    found: list[tuple[int, int]] = []
    end = 0
    for begins_after, more in zip(numbers[::2], numbers[1::2], strict=True):
        found.append((end + begins_after, end + begins_after + more))
        end = found[-1][1]
    return found
