"""Writes test-cli/stats/facts.json: values of scipy that the statistics of the command line must agree with.

    pip install scipy==1.17.1 && python3 scripts/stats-facts.py
"""
import itertools
import json
import math
import pathlib
import platform

import scipy
from scipy import optimize, special, stats

GRID = [(0, 5), (1, 5), (2, 5), (5, 100), (20, 100), (0, 100), (100, 100), (37, 100), (480, 1000), (53, 1000), (300, 5000),
        (49_500, 1_000_000), (50_700, 1_000_000), (498_700, 10_000_000)]
SHARES = [0.01, 0.05, 0.25, 0.5, 0.95]


def multinomial(counts, shares):
    """Every outcome that is as improbable as the one seen, or more so."""
    n, k = sum(counts), len(counts)
    seen = stats.multinomial.pmf(counts, n, shares)
    total = 0.0
    for head in itertools.product(range(n + 1), repeat=k - 1):
        if sum(head) <= n:
            p = stats.multinomial.pmf([*head, n - sum(head)], n, shares)
            if p <= seen * (1 + 1e-7):
                total += p
    return min(1.0, total)


def log_likelihood(bad, total, rate):
    return float(special.xlogy(bad, rate) + special.xlog1py(total - bad, -rate))


def pass_evidence(stable, canary, margin):
    """The same average as in evidence.ts, with the border found by scipy's minimiser."""
    priors = [(0.5, 1500), (0.5, 150), (0.5, 15), (0.5, 0.5)]

    def marginal(arm, prior):
        return special.betaln(prior[0] + arm[0], prior[1] + arm[1] - arm[0]) - special.betaln(*prior)

    both = (stable[0] + canary[0], stable[1] + canary[1])
    alike = special.logsumexp([marginal(both, p) for p in priors]) - math.log(4)
    apart = special.logsumexp([marginal(stable, p) + marginal(canary, p) for p in priors]) - math.log(4)
    top = special.logsumexp([alike + math.log(0.8), apart + math.log(0.2)])
    p, q = stable[0] / stable[1], canary[0] / canary[1]
    if q - p >= margin:
        best = log_likelihood(*stable, p) + log_likelihood(*canary, q)
    else:
        found = optimize.minimize_scalar(lambda r: -(log_likelihood(*stable, r) + log_likelihood(*canary, r + margin)),
                                         bounds=(0, 1 - margin), method='bounded', options={'xatol': 1e-14})
        best = max(-found.fun, log_likelihood(*stable, 0) + log_likelihood(*canary, margin))
    return float(top - best)


ARMS = [((0, 1000), (0, 1000)), ((10, 10_000), (1, 500)), ((500, 50_000), (30, 2500)), ((100, 10_000), (300, 10_000)),
        ((5000, 10_000), (5100, 10_000)), ((12.5, 4000.25), (1.75, 300.5))]
POISSON = [((12, 1000), (30, 1000)), ((100, 10_000), (9, 500)), ((0, 900), (4, 100)), ((3, 50), (3, 50))]

facts = {
    'command': 'python3 scripts/stats-facts.py',
    'versions': {'python': platform.python_version(), 'scipy': scipy.__version__},
    'binomial': [{'k': k, 'n': n, 'p': p, 'pValue': float(stats.binomtest(k, n, p).pvalue)} for k, n in GRID for p in SHARES],
    'clopperPearson': [
        {'k': k, 'n': n, 'alpha': alpha,
         'low': float(stats.binomtest(k, n).proportion_ci(1 - alpha, 'exact').low),
         'high': float(stats.binomtest(k, n).proportion_ci(1 - alpha, 'exact').high)}
        for k, n in GRID for alpha in (0.05, 0.01)],
    'multinomial': [{'counts': c, 'shares': s, 'pValue': float(multinomial(c, s))} for c, s in [
        ([18, 1, 1], [0.9, 0.05, 0.05]), ([14, 5, 1], [0.9, 0.05, 0.05]), ([5, 5, 5], [0.5, 0.25, 0.25]),
        ([10, 3, 2, 1], [0.7, 0.1, 0.1, 0.1])]],
    'twoRates': [{'stable': s, 'canary': c, 'pValue': float(stats.binomtest(c[0], s[0] + c[0], c[1] / (s[1] + c[1])).pvalue)} for s, c in POISSON],
    'passEvidence': [{'stable': s, 'canary': c, 'margin': m, 'log': pass_evidence(s, c, m)} for s, c in ARMS for m in (0.005, 0.02)],
}
path = pathlib.Path(__file__).parent.parent / 'test-cli' / 'stats' / 'facts.json'
path.write_text(json.dumps(facts, indent=1) + '\n')
print(path)
