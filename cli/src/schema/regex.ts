import { RE2JS } from '@bufbuild/re2';

/** A compiled pattern, or why it is none. */
export interface Pattern {
  /** Whether the pattern matches somewhere in the text. */
  test(text: string): boolean;
  readonly error?: string;
}

/** Patterns come from CRDs, so there are few; one who feeds many from elsewhere must not fill the memory. */
const MAX_CACHED = 5000;
const cache = new Map<string, Pattern>();

/** The pattern in the dialect of an API server: RE2, in time linear in the text. Compiled once. */
export function pattern(source: string): Pattern {
  let found = cache.get(source);
  if (found === undefined) {
    found = compiled(source);
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(source, found);
  }
  return found;
}

function compiled(source: string): Pattern {
  try {
    const re2 = RE2JS.compile(source);
    return { test: text => re2.test(text) };
  } catch (error) {
    return { test: () => false, error: (error as Error).message };
  }
}
