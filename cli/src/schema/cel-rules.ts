// The rules of a schema over a prepared object (k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go).
import { isSpent, startBudget } from './cel-budget.js';
import { optionalOf } from './cel-library.js';
import { compile, Outcome, Program } from './cel-program.js';
import { CelValues } from './cel-value.js';
import { isObject, own, sortedJson } from './json.js';
import { joined, Report } from './report.js';
import { CelRule, JsonSchema } from './types.js';

/** A rule that could not be judged. */
export interface UnsupportedRule {
  readonly path: string;
  readonly rule: CelRule;
  readonly reason: string;
}

/** Runs the rules; transition rules only against an old object. Returns the rules that this evaluator cannot run. */
export function checkRules(value: unknown, old: unknown, schema: JsonSchema, report: Report): UnsupportedRule[] {
  startBudget('object');
  const run = new Run(report);
  if (hasRules(schema)) run.visit(value, old, schema, schema, '', true);
  return run.unsupported;
}

/** Schemas whose rules were looked for, so that a part without any is not walked for each object. */
const withRules = new WeakMap<JsonSchema, boolean>();

function hasRules(schema: JsonSchema): boolean {
  let known = withRules.get(schema);
  if (known === undefined) {
    withRules.set(schema, false);
    known = (schema['x-kubernetes-validations'] ?? []).length > 0 || childrenOf(schema).some(hasRules);
    withRules.set(schema, known);
  }
  return known;
}

function childrenOf(schema: JsonSchema): JsonSchema[] {
  return [
    ...Object.values(schema.properties ?? {}), ...(schema.items === undefined ? [] : [schema.items]), ...(schema.allOf ?? []),
    ...(isObject(schema.additionalProperties) ? [schema.additionalProperties as JsonSchema] : []),
  ];
}

class Run {
  public readonly unsupported: UnsupportedRule[] = [];
  private readonly values = new CelValues();
  private readonly oldValues = new CelValues();
  private readonly toldOf = new Set<string>();

  public constructor(private readonly report: Report) {}

  /** `schema` holds the rules, `node` the types: within allOf they are two. */
  public visit(value: unknown, old: unknown, schema: JsonSchema, node: JsonSchema, path: string, root: boolean): void {
    if (value === null || value === undefined || !hasRules(schema) || isSpent('object')) return;
    for (const rule of schema['x-kubernetes-validations'] ?? []) this.check(rule, value, old, node, path, root);
    for (const part of schema.allOf ?? []) this.visit(value, old, part, node, path, root);
    if (Array.isArray(value)) {
      const { items } = schema;
      if (items === undefined || !hasRules(items) || node.items === undefined) return;
      const before = itemsByKey(old, node);
      value.forEach((item, i) => this.visit(item, before(item), items, node.items!, `${path}[${i}]`, false));
    } else if (isObject(value)) {
      for (const name of Object.keys(value)) {
        const field = own(schema.properties, name);
        const type = own(node.properties, name);
        const before = isObject(old) ? own(old, name) : undefined;
        if (field !== undefined && type !== undefined) this.visit(value[name], before, field, type, joined(path, name), false);
        else if (field === undefined && isObject(schema.additionalProperties) && isObject(node.additionalProperties)) {
          const [values, types] = [schema.additionalProperties as JsonSchema, node.additionalProperties as JsonSchema];
          this.visit(value[name], before, values, types, `${path}[${name}]`, false);
        }
      }
    }
  }

  private check(rule: CelRule, value: unknown, old: unknown, node: JsonSchema, path: string, root: boolean): void {
    const program = typeof rule.rule === 'string' && rule.rule.trim() !== '' ? compile(rule.rule) : undefined;
    if (program === undefined) return;
    if ('unsupported' in program) {
      this.tell(path, rule, program.unsupported);
      return;
    }
    const hasOld = old !== undefined && old !== null;
    if (program.usesOldSelf && !hasOld && rule.optionalOldSelf !== true) return;
    const variables: { [name: string]: any } = { self: this.values.of(value, node, root) };
    if (program.usesOldSelf) {
      const before = hasOld ? this.oldValues.of(old, node, root) : undefined;
      variables.oldSelf = rule.optionalOldSelf === true ? optionalOf(before) : before;
    }
    this.judge(rule, program.run(variables), node, path, () => messageOf(rule, variables));
  }

  private judge(rule: CelRule, outcome: Outcome, node: JsonSchema, path: string, message: () => string): void {
    const type = node['x-kubernetes-int-or-string'] ? '' : node.type ?? '';
    if ('error' in outcome) {
      const words = (rule.message ?? '').trim() || rule.rule.trim();
      if (outcome.spent) {
        const detail = '\'operation cancelled: actual cost limit exceeded\': no further validation rules will be run due to call cost';
        this.report.invalid('cel/error', path, type, `${detail} exceeds limit for rule: ${words}`);
      } else if (outcome.error.startsWith('no such overload')) {
        const detail = `'${outcome.error}': call arguments did not match a supported operator, function or macro signature for rule: `;
        this.report.invalid('cel/error', path, type, `${detail}${words}`);
      } else {
        this.report.invalid('cel/error', path, type, `${outcome.error} evaluating rule: ${words}`);
      }
    } else if (outcome.value !== true) {
      refuse(this.report, rule, joined(path, (rule.fieldPath ?? '').replace(/^\./, '')), type, message());
    }
  }

  /** Once for each rule and not once for each item. */
  private tell(path: string, rule: CelRule, reason: string): void {
    const key = `${path.replace(/\[[^\]]*\]/g, '[]')}\n${rule.rule}`;
    if (!this.toldOf.has(key)) this.unsupported.push({ path, rule, reason });
    this.toldOf.add(key);
  }
}

function refuse(report: Report, rule: CelRule, path: string, type: string, message: string): void {
  switch (rule.reason) {
    case 'FieldValueForbidden': report.forbidden(path, message, 'cel/rule'); break;
    case 'FieldValueRequired': report.missing('cel/rule', path, message); break;
    case 'FieldValueDuplicate': report.duplicate(path, type, 'cel/rule'); break;
    default: report.invalid('cel/rule', path, type, message);
  }
}

function messageOf(rule: CelRule, variables: { readonly [name: string]: any }): string {
  const fixed = (rule.message ?? '').trim() || `failed rule: ${rule.rule.trim()}`;
  const program = rule.messageExpression === undefined ? undefined : compile(rule.messageExpression);
  if (program === undefined || 'unsupported' in program) return fixed;
  const outcome = (program as Program).run(variables);
  const text = 'value' in outcome && typeof outcome.value === 'string' ? outcome.value.trim() : '';
  return text === '' || text.includes('\n') ? fixed : text;
}

/** What an item of a list was before: only lists that are maps can tell. */
function itemsByKey(old: unknown, node: JsonSchema): (item: unknown) => unknown {
  if (!Array.isArray(old) || node['x-kubernetes-list-type'] !== 'map') return () => undefined;
  const keys = node['x-kubernetes-list-map-keys'] ?? [];
  const keyOf = (item: unknown) => sortedJson(keys.map(key => isObject(item) ? own(item, key) : undefined));
  const before = new Map(old.map(item => [keyOf(item), item]));
  return item => before.get(keyOf(item));
}
