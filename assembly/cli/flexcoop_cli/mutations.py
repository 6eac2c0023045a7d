"""Changes to inputs of a corpus, as a fuzzer without knowledge of the program makes them. The same seed makes the same changes."""

# what parsers of numbers, texts, XML, JSON and addresses stumble over
WORDS = [word.encode() for word in (
    "0", "-1", "1e400", "9223372036854775808", "NaN", "null", "true", "[]", "{}", '""', "PT9223372036854775807S", "P999999999Y",
    "+999999999-12-31T23:59:59Z", "0000-00-00T00:00:00Z", "$where", '{"$ne":null}', '{"$regex":"^(a+)+$"}', "../../etc/passwd", "%00", "%2F",
    "%ZZ", "]]>", "<!--", "<![CDATA[", "<!DOCTYPE a [<!ENTITY b 'c'>]>", "&#0;", "&#x10FFFF;", "\u202e", "\x1b[2J", "\r\nX-Injected: 1\r\n",
    "a" * 1000, "[" * 200, "{\"a\":" * 200)] + [b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80"]


def mutated(data, random, others=()):
    """The bytes with one to four changes; ``others`` are inputs of the same kind, of which pieces are taken over."""
    data = bytearray(data)
    for _ in range(random.randint(1, 4)):
        random.choice(_CHANGES)(data, random, others)
    return bytes(data)


def _place(data, random):
    start = random.randint(0, len(data))
    return start, min(len(data), start + int(random.expovariate(1 / 8)) + 1)


def _flip(data, random, _):
    if data:
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)


def _remove(data, random, _):
    start, end = _place(data, random)
    del data[start:end]


def _repeat(data, random, _):
    start, end = _place(data, random)
    data[end:end] = data[start:end] * random.choice((1, 2, 10, 100))


def _word(data, random, _):
    start, end = _place(data, random)
    data[start:random.choice((start, end))] = random.choice(WORDS)


def _splice(data, random, others):
    if others:
        other = random.choice(others)
        start, end = _place(other, random)
        at = random.randint(0, len(data))
        data[at:at] = other[start:end]


def _cut(data, random, _):
    if random.random() < 0.2:
        del data[random.randint(0, len(data)):]


_CHANGES = (_flip, _remove, _repeat, _word, _splice, _cut)
