import type { PlannedMove } from './types';

type Stages = { readonly [app: string]: any };

/**
 * The moves between two stage files: another stage, or another stage of a variant ('premium: deployed'). An app that comes or
 * goes moves from or to 'absent'.
 */
export function movesOf(before: Stages = {}, after: Stages = {}): PlannedMove[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap(key => {
    const [was, is] = [entryOf(before, key), entryOf(after, key)];
    const app = key.split('/')[0];
    const pattern = String((is ?? was)?.pattern ?? key.split('/')[1] ?? 'canary');
    const [from, to] = [stageOf(was), stageOf(is)];
    const names = [...new Set([...Object.keys(was?.variants ?? {}), ...Object.keys(is?.variants ?? {})])];
    return [
      ...from === to ? [] : [{ app, pattern, from, to }],
      ...was === undefined || is === undefined ? [] : names.flatMap(name => {
        const [one, other] = [variantOf(was, name), variantOf(is, name)];
        return one === other ? [] : [{ app, pattern, from: `${name}: ${one}`, to: `${name}: ${other}` }];
      }),
    ];
  });
}

function entryOf(stages: Stages, key: string): any {
  const entry = Object.prototype.hasOwnProperty.call(stages, key) ? stages[key] : undefined;
  return typeof entry === 'object' && entry !== null ? entry : undefined;
}

/** An entry without a stage, such as an A/B test's, is there or not. */
function stageOf(entry: any): string {
  return entry === undefined ? 'absent' : String(entry.stage ?? 'present');
}

/** A variant that the file does not name is live. */
function variantOf(entry: any, name: string): string {
  return String(entry.variants?.[name] ?? 'live');
}
