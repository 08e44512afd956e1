import { IConstruct } from 'constructs';

/**
 * An error in the user's definition. Its message names the place, the value got, what is allowed and what to do.
 */
export class TrafficError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TrafficError';
  }
}

/** Throws a TrafficError whose message starts with the construct's path. */
export function failAt(scope: IConstruct, message: string): never {
  throw new TrafficError(`[${scope.node.path || 'app'}] ${message}`);
}

/** Runs a function and puts the construct's path before the message of a TrafficError that has none yet. */
export function at<T>(scope: IConstruct, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (error instanceof TrafficError && !error.message.startsWith('[')) {
      failAt(scope, error.message);
    }
    throw error;
  }
}

/** The candidate closest to a mistyped word, for "did you mean"; undefined where none is near. */
export function nearest(word: string, candidates: string[]): string | undefined {
  const ranked = candidates
    .map(candidate => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(2, Math.floor(word.length / 3)) ? best.candidate : undefined;
}

/** "; did you mean 'x'?" or nothing. */
export function didYouMean(word: string, candidates: string[]): string {
  const near = nearest(word, candidates);
  return near === undefined ? '' : `; did you mean '${near}'?`;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}
