#!/usr/bin/python3
"""Loads the same files of word vectors with this library and with gensim, and prints the ratio.

    apt-get install -y python3-gensim
    bench/python/word_vectors.py [FILE ...] [--rounds N]

Without a FILE it writes two of 400,000 x 50 numbers into a temporary folder: text as GloVe has it, and word2vec's binary format.
Both sides are measured in processor time of all threads, after a first load that nobody counts; medians over the rounds.
"""
import argparse
import pathlib
import re
import statistics
import subprocess
import tempfile
import time

import numpy
from gensim.models import KeyedVectors

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROJECT = "bench"
ROWS, DIMENSION = 400_000, 50


def write_samples(folder):
    random = numpy.random.default_rng(1)
    values = numpy.round(random.normal(scale=0.4, size=(ROWS, DIMENSION)), 5).astype(numpy.float32)
    shown = numpy.char.mod("%.5f", numpy.round(random.normal(scale=0.4, size=10_000), 5))
    text, binary = folder / "glove-like.txt", folder / "word2vec-like.bin"
    with open(text, "w") as file:
        for row in range(ROWS):
            file.write(f"word{row} {' '.join(shown[random.integers(len(shown), size=DIMENSION)])}\n")
    with open(binary, "wb") as file:
        file.write(b"%d %d\n" % (ROWS, DIMENSION))
        for row in range(ROWS):
            file.write(b"word%d " % row + values[row].tobytes() + b"\n")
    return [text, binary]


def is_header(line):
    return re.fullmatch(rb"\s*\d+\s+\d+\s*", line) is not None


def load_with_gensim(path):
    with open(path, "rb") as file:
        header, rest = file.readline(), file.read(4096)
    binary = is_header(header) and b"\0" in rest
    return KeyedVectors.load_word2vec_format(str(path), binary=binary, no_header=not is_header(header), unicode_errors="replace")


def measure_gensim(path, rounds):
    load_with_gensim(path)
    times = []
    for _ in range(rounds):
        start = time.process_time()
        load_with_gensim(path)
        times.append(time.process_time() - start)
    return statistics.median(times)


def measure_ours(path, rounds):
    command = ["dotnet", "run", "-c", "Release", "--no-build", "--project", PROJECT, "--", "word-vectors", "--file", str(path), "--rounds", str(rounds)]
    output = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    print(output)
    return float(re.search(r"^\| load \| [\d.]+ \| ([\d.]+)", output, re.MULTILINE).group(1))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    subprocess.run(["dotnet", "build", "-c", "Release", "-v", "quiet", "--nologo", PROJECT], cwd=ROOT, check=True)
    with tempfile.TemporaryDirectory() as folder:
        for path in arguments.files or write_samples(pathlib.Path(folder)):
            megabytes = path.stat().st_size / 1e6
            ours, theirs = measure_ours(path.resolve(), arguments.rounds), measure_gensim(path, arguments.rounds)
            print(f"{path.name}: ours {megabytes / ours:.0f} MB/s, gensim {megabytes / theirs:.0f} MB/s, ratio {theirs / ours:.1f}\n", flush=True)


if __name__ == "__main__":
    main()
