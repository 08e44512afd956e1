import { loadAll, YAMLException, type LoadOptions, type ParserState } from 'js-yaml';
import { KUBECTL_SCHEMA } from './scalars.js';
import { ALIASED, MOST_ALIASED, settle, Unsettled, type AliasBudget } from './settle.js';

/** A text that is no YAML as kubectl reads it; the offset, or else the path, tells where. */
export class YamlError extends Error {
  constructor(message: string, readonly offset?: number, readonly path?: readonly (string | number)[]) {
    super(message);
    this.name = 'YamlError';
  }
}

/** Deeper documents are refused: no kind of Kubernetes comes near, and everything that walks objects is recursive. */
export const MOST_DEPTH = 500;

/**
 * The documents of a text as plain, unshared JSON data: null for an empty one.
 *
 * js-yaml 4 was chosen by measure. Of 155 texts that kubectl was given it agrees on what is YAML with the most (js-yaml 5
 * and yaml 2 refuse a closing bracket at the indentation of its key, which real manifests have), and it reads 10 MB of
 * routes in 0.6 s where yaml 2 needs 4 s.
 *
 * @throws YamlError
 */
export function parseYaml(text: string, budget: AliasBudget): unknown[] {
  const shared = text.includes('*');
  const values = load(text, shared ? { listener: aliasLimit() } : {});
  try {
    return values.map(value => settle(value, shared, budget));
  } catch (error) {
    if (error instanceof Unsettled) throw new YamlError(error.message, undefined, error.path);
    throw error;
  }
}

/** Parses, also for the sake of a listener alone. @throws YamlError */
export function load(text: string, options: LoadOptions): unknown[] {
  try {
    return loadAll(text, { schema: KUBECTL_SCHEMA, maxDepth: MOST_DEPTH, ...options });
  } catch (error) {
    if (error instanceof YAMLException) throw new YamlError(explain(error, text), error.mark?.position);
    // A key made of aliases, or a stack, beyond what the engine holds.
    if (error instanceof RangeError) throw new YamlError(`it is too large to read (${error.message})`);
    throw error;
  }
}

function explain({ reason, mark }: YAMLException, text: string): string {
  if (reason === 'duplicated mapping key') {
    return `the key ${keyAt(text, mark!.position)} stands twice in one mapping, and the second would silently win; remove one`;
  }
  const tag = /^unknown tag !<(.*)>$/s.exec(reason);
  if (tag !== null) {
    const name = tag[1].replace(/^tag:yaml\.org,2002:/, '!!').slice(0, 100);
    return `the tag ${name} has no meaning in a manifest; write the plain value`;
  }
  if (reason.startsWith('nesting exceeded')) return `nested deeper than ${MOST_DEPTH} levels`;
  if (reason.startsWith('merge keys exceeded')) return 'its merge keys (<<) copy more than 10000 keys';
  return `not valid YAML: ${reason.replace(/tag:yaml\.org,2002:/g, '!!').slice(0, 300)}`;
}

/** The key as it is written. */
function keyAt(text: string, position: number): string {
  const key = /^(?:"(?:[^"\\]|\\.){0,100}"|'[^']{0,100}'|[^:\s,{}[\]]{1,100})/.exec(text.slice(position, position + 300));
  return key?.[0] ?? 'of this line';
}

/** Long texts that stand in a key by alias are joined by the parser itself, before a limit on its result could hold. */
function aliasLimit(): (event: string, state: ParserState) => void {
  let length = 0;
  return (event, { kind, result }) => {
    // Only an alias closes without a kind of its own.
    if (event === 'close' && kind === null && typeof result === 'string') {
      length += result.length;
      if (length > MOST_ALIASED) throw new YamlError(ALIASED);
    }
  };
}
