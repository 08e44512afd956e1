import { UsageError } from '../exit.js';
import { shellQuote } from '../library.js';
import { nearest } from '../nearest.js';
import type { Move, Nothing } from './move.js';
import type { Entry } from './stage-file.js';

/** Whether `--to` names a variant, tier or pin: `NAME=live` or `NAME=deployed`. */
export function isVariantStage(to: string | undefined): to is string {
  return to !== undefined && to.includes('=');
}

/** A variant to the stage asked for; without one, the only variant that is not live. */
export function advanceVariant(entry: Entry, to: string | undefined): Move | Nothing {
  if (to === undefined) {
    const waiting = nextOfVariants(entry);
    if (waiting.length === 1) return advanceVariant(entry, waiting[0]);
    if (waiting.length === 0) return { entry, at: stagesOf(entry), said: `${entry.name}: no variant that the stage file names is at`
      + ` deployed; nothing to do. To move one: cdk8s-traffic advance ${shellQuote(entry.name)} --to NAME=live, or NAME=deployed` };
    throw new UsageError(`${entry.name} has several variants at deployed; say which: --to ${waiting.join(' or --to ')}`);
  }
  const [name, stage, ...more] = to.split('=');
  if (more.length > 0 || name === '' || !/^[\w.-]+$/.test(name)) throw new UsageError(`--to ${to}: write NAME=live or NAME=deployed`);
  if (stage !== 'live' && stage !== 'deployed') {
    const near = nearest(stage, ['live', 'deployed']);
    throw new UsageError(`--to ${to}: a variant is live or deployed${near === undefined ? '' : `\n(Did you mean ${name}=${near}?)`}`);
  }
  const variants = variantsOf(entry);
  const known = Object.hasOwn(variants, name);
  const near = known ? undefined : nearest(name, Object.keys(variants));
  if (near !== undefined) throw new UsageError(`--to ${to}: ${entry.name} has no variant '${name}' in the stage file\n(Did you mean`
    + ` ${near}=${stage}?)`);
  // What the file does not name is as the code says, by default live.
  if (known && variants[name] === stage) return { entry, at: `${name}: ${stage}`, said: `${entry.name}: ${name} is ${stage} already;`
    + ' nothing to do' };
  return move(entry, [name], stage, known ? variants[name] : 'as in the code', known ? [] : [`The stage file did not name '${name}'`
    + ' before; synth refuses it where the app has none.']);
}

/** Every live variant back to deployed: its audience is then treated as everyone else. */
export function rollbackVariants(entry: Entry): Move | Nothing {
  const variants = variantsOf(entry);
  const live = Object.keys(variants).filter(name => variants[name] === 'live');
  if (live.length > 0) return move(entry, live, 'deployed', 'live', []);
  if (Object.keys(variants).length > 0) return { entry, at: stagesOf(entry), said: `${entry.name}: every variant that the stage file`
    + ' names is at deployed already' };
  throw new UsageError(`the entry ${entry.name} names no variants, so it is not known which to take back; name it: cdk8s-traffic advance`
    + ` ${shellQuote(entry.name)} --to NAME=deployed`);
}

/** What may come next: the variants that are not live yet. */
export function nextOfVariants(entry: Entry): string[] {
  const variants = variantsOf(entry);
  return Object.keys(variants).filter(name => variants[name] === 'deployed').map(name => `${name}=live`);
}

/** The stages of an entry's variants, as one text. */
export function stagesOf(entry: Entry): string {
  return Object.entries(variantsOf(entry)).map(([name, stage]) => `${name}: ${stage}`).join(', ') || '-';
}

function move(entry: Entry, names: readonly string[], stage: string, from: string, notes: readonly string[]): Move {
  const [one] = names;
  return {
    entry,
    from: names.map(name => `${name}: ${from}`).join(', '),
    to: names.map(name => `${name}: ${stage}`).join(', '),
    direction: stage === 'deployed' ? 'back' : 'forward',
    changes: names.map(name => ({ path: ['variants', name] as const, value: stage })),
    notes: [...notes, ...stage === 'deployed' ? ['Its audience is treated as everyone else; the pods stay up.'] : []],
    wait: stage === 'deployed'
      ? 'Before the pods go: wait until open streams have ended, the longest of stream, session lifetime and 60 seconds.'
      : undefined,
    next: stage === 'live' ? `cdk8s-traffic advance ${shellQuote(entry.name)} --to ${shellQuote(`${one}=deployed`)}   # if it goes`
      + ' wrong' : undefined,
  };
}

function variantsOf({ data }: Entry): { readonly [name: string]: string } {
  return data.variants ?? {};
}
