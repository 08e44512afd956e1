// CEL as an API server runs it, on @bufbuild/cel: RE2 patterns, integers as 64 bit, the list function sum.
import { CelInput, CelScalar, celEnv, celMethod, isCelError, isCelList, listType, parse, plan } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import { Json, Rule, Schema } from './crds';

const sum = celMethod('sum', listType(CelScalar.DYN), [], CelScalar.INT, function () {
  if (!isCelList(this)) throw new Error('sum() of something else than a list');
  return [...this].reduce((total: bigint, item) => total + (item as bigint), 0n);
});
const env = celEnv({ funcs: [...strings, sum] });

export interface RuleFailure {
  readonly path: string;
  readonly rule: Rule;
  /** Set if the rule could not be evaluated, which an API server takes as a refusal too. */
  readonly error?: string;
}

type Program = (bindings: { [name: string]: CelInput }) => unknown;
const programs = new Map<string, Program>();

function evaluate(expression: string, self: CelInput): true | false | string {
  let program = programs.get(expression);
  if (program === undefined) {
    program = plan(env, parse(expression)) as Program;
    programs.set(expression, program);
  }
  const result = program({ self });
  if (isCelError(result)) return result.message;
  return typeof result === 'boolean' ? result : `not a boolean: ${String(result)}`;
}

const found = new Map<string, boolean>();

/** Whether an RE2 pattern matches somewhere in the text, as `pattern` of a schema does. */
export function re2Finds(pattern: string, text: string): boolean {
  const key = `${pattern}\n${text}`;
  let answer = found.get(key);
  if (answer === undefined) {
    answer = evaluate(`self.matches(${JSON.stringify(pattern)})`, text) === true;
    found.set(key, answer);
  }
  return answer;
}

/** The rules of the schema that refuse the value, which must have its defaults already. */
export function ruleFailures(value: Json, schema: Schema, path = ''): RuleFailure[] {
  const rules = schema['x-kubernetes-validations'] ?? [];
  const self = rules.length === 0 ? null : celValue(value, schema);
  const own = rules.flatMap((rule): RuleFailure[] => {
    const result = evaluate(rule.rule, self);
    if (result === true) return [];
    return [{ path, rule, ...(result === false ? {} : { error: result }) }];
  });
  if (Array.isArray(value)) {
    return [...own, ...value.flatMap((item, i) => schema.items === undefined ? [] : ruleFailures(item, schema.items, `${path}[${i}]`))];
  }
  if (typeof value !== 'object' || value === null) return own;
  const below = Object.entries(value).flatMap(([name, child]) => {
    const field = schema.properties?.[name] ?? schema.additionalProperties;
    return typeof field === 'object' ? ruleFailures(child, field, `${path}.${name}`) : [];
  });
  return [...own, ...below];
}

function celValue(value: Json, schema: Schema | undefined): CelInput {
  if (Array.isArray(value)) return value.map(item => celValue(item, schema?.items));
  if (typeof value === 'number') return schema?.type === 'integer' && Number.isInteger(value) ? BigInt(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  const values = schema?.additionalProperties;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => {
    const field = schema?.properties?.[name];
    if (field === undefined) return [name, celValue(child, typeof values === 'object' ? values : undefined)];
    return [name === 'namespace' ? '__namespace__' : name, celValue(child, field)];
  }));
}
