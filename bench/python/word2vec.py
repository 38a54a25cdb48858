#!/usr/bin/python3
"""Trains word vectors on the same token file with this library and with gensim, and prints speed and quality side by side.

    apt-get install -y python3-gensim
    bench/python/word2vec.py --shared FOLDER [--tokens FILE] [--seeds 1,2,3] [--document docs/word2vec.md]

FOLDER holds data/ and vectors/eval/wordsim353.tsv. The token file is written from the texts of data/ where it is not there. Both sides read lists of tokens from memory,
count words and train; processor time of all threads counts. Ratios are medians over the seeds, ratios of one seed being measured one right after the other.
With --document the table goes between the markers of that page.
"""
import argparse
import os
import pathlib
import platform
import re
import statistics
import subprocess
import tempfile
import time

import gensim
from gensim.models import Word2Vec, word2vec

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROJECT = "bench"
PAIRS = "vectors/eval/wordsim353.tsv"
BEGIN, END = "<!-- table:begin -->", "<!-- table:end -->"
ARCHITECTURES = {"SkipGram": "skip-gram", "ContinuousBagOfWords": "CBOW"}
EPOCHS, PROBE = 20, "guitar"


def measure_ours(shared, tokens, seed):
    """Rows by architecture and threads: seconds, million tokens a second and a processor second, Spearman, neighbors."""
    command = ["dotnet", "run", "-c", "Release", "--no-build", "--project", PROJECT, "--", "word2vec"]
    options = {"shared": shared, "tokens": tokens, "epochs": EPOCHS, "threads": 2, "seed": seed}
    command += [str(part) for name, value in options.items() for part in (f"--{name}", value)]
    output = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    rows = {}
    for line in output.splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split("|")]
        if cells[0] in ARCHITECTURES:
            rows[cells[0], int(cells[1])] = {"rate": float(cells[4]), "processor": float(cells[5]), "spearman": float(cells[7]), "near": cells[8]}
    return rows, re.search(r"^[\d,]+ texts.*?dimensions", output, re.MULTILINE).group(0)


def measure_gensim(sentences, shared, architecture, seed):
    watch, processor = time.perf_counter(), time.process_time()
    model = Word2Vec(
        sentences, vector_size=100, window=5, negative=5, min_count=5, sample=1e-3, sg=int(architecture == "SkipGram"), epochs=EPOCHS, seed=seed, workers=1)
    watch, processor = time.perf_counter() - watch, time.process_time() - processor
    millions = EPOCHS * sum(map(len, sentences)) / 1e6
    spearman = model.wv.evaluate_word_pairs(str(shared / PAIRS))[1][0]
    near = " ".join(word for word, _ in model.wv.most_similar(PROBE, topn=5))
    return {"rate": millions / watch, "processor": millions / processor, "spearman": spearman, "near": near}


def row(name, threads, runs, references, first):
    ratio = statistics.median(run["processor"] / reference["processor"] for run, reference in zip(runs, references))
    speedup = statistics.median(run["rate"] / one["rate"] for run, one in zip(runs, first))
    spearman = [run["spearman"] for run in runs]
    return (f"| {name} | {threads} | {statistics.median(run['rate'] for run in runs):.2f} | {statistics.median(run['processor'] for run in runs):.2f} | {ratio:.1f} | {speedup:.2f} | "
            f"{statistics.mean(spearman):.3f} ({min(spearman):.3f} to {max(spearman):.3f}) | {runs[0]['near']} |")


def describe(corpus, seeds):
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    return (f"{corpus}, {EPOCHS} epochs, seeds {', '.join(map(str, seeds))}.\n{model}, {os.cpu_count()} processors, .NET {dotnet_version()}; "
            f"gensim {gensim.__version__} with its compiled loops (FAST_VERSION {word2vec.FAST_VERSION}) over {blas()}.")


def blas():
    """The library that was loaded: the reference implementation (blas/libblas) or a faster one, which makes gensim faster."""
    loaded = {line.split()[-1] for line in open("/proc/self/maps") if re.search(r"/lib\w*blas[^/]*\.so", line)}
    return ", ".join(sorted("/".join(pathlib.Path(path).parts[-2:]) for path in loaded))


def dotnet_version():
    output = subprocess.run(["dotnet", "--list-runtimes"], check=True, capture_output=True, text=True).stdout
    return re.findall(r"^Microsoft\.NETCore\.App ([\d.]+)", output, re.MULTILINE)[-1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=pathlib.Path, required=True)
    parser.add_argument("--tokens", type=pathlib.Path)
    parser.add_argument("--seeds", type=lambda text: [int(seed) for seed in text.split(",")], default=[1, 2, 3])
    parser.add_argument("--document", type=pathlib.Path)
    arguments = parser.parse_args()
    if word2vec.FAST_VERSION < 0:
        parser.error("this gensim has no compiled loops: its speed would say nothing")
    subprocess.run(["dotnet", "build", "-c", "Release", "-v", "quiet", "--nologo", PROJECT], cwd=ROOT, check=True)
    with tempfile.TemporaryDirectory() as folder:
        shared, tokens = arguments.shared.resolve(), (arguments.tokens or pathlib.Path(folder) / "texts.txt").resolve()
        ours, theirs = [], {architecture: [] for architecture in ARCHITECTURES}
        for seed in arguments.seeds:
            rows, corpus = measure_ours(shared, tokens, seed)
            ours.append(rows)
            with open(tokens, encoding="utf-8", newline="\n") as file:
                sentences = [line.rstrip("\n").split(" ") for line in file]
            for architecture in ARCHITECTURES:
                theirs[architecture].append(measure_gensim(sentences, shared, architecture, seed))
    lines = [
        f"| | threads | million tokens a second | million tokens a processor second | times gensim's | times one thread | Spearman, WordSim-353 | near \"{PROBE}\" |",
        "|---|---:|---:|---:|---:|---:|---|---|",
    ]
    for architecture, name in ARCHITECTURES.items():
        one = [rows[architecture, 1] for rows in ours]
        for threads in (1, 2):
            lines.append(row(f"{name}, this library", threads, [rows[architecture, threads] for rows in ours], theirs[architecture], one))
        lines.append(row(f"{name}, gensim", 1, theirs[architecture], theirs[architecture], theirs[architecture]))
    table = "\n".join(lines) + "\n\n" + describe(corpus, arguments.seeds)
    print(table)
    if arguments.document:
        text = arguments.document.read_text(encoding="utf-8")
        before, after = text.split(BEGIN)[0], text.split(END)[1]
        arguments.document.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
