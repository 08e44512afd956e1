/**
 * The steps of a field's path: `spec.rules[0].matches` is ['spec', 'rules', 0, 'matches']. A key that has dots or brackets
 * of its own stands in quotes: `metadata.labels["app.kubernetes.io/name"]`.
 */
export function parsePath(path: string): (string | number)[] {
  const steps: (string | number)[] = [];
  for (const [, key, index, quoted] of path.matchAll(STEP)) {
    if (index !== undefined) steps.push(Number(index));
    else if (quoted !== undefined) steps.push(unquote(quoted));
    else if (key !== '') steps.push(key);
  }
  return steps;
}

/** A name up to the next dot or bracket, `[0]`, or `["text"]`; the wildcard of a validator's path, `[*]`, is a name. */
const STEP = /([^.[\]]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*"|'[^']*')\]/g;

function unquote(quoted: string): string {
  if (quoted.startsWith('\'')) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted.slice(1, -1);
  }
}
