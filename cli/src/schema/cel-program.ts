// Rules as programs: compiled once when first needed, and never run if they need something that is missing here.
import { celEnv, CelInput, isCelError, parse, plan } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import { AMOUNTS_LIBRARY } from './cel-amounts.js';
import { isSpent, startBudget } from './cel-budget.js';
import { LIBRARY } from './cel-library.js';
import { isObject } from './json.js';
import { pattern } from './regex.js';

/** A rule that can be run. */
export interface Program {
  readonly usesOldSelf: boolean;
  /** The result, or what went wrong. */
  run(variables: { readonly [name: string]: CelInput }): Outcome;
}

/** What came out of a run. */
export type Outcome = { readonly value: unknown } | { readonly error: string; readonly spent?: boolean };

/** A rule that cannot be judged here, and why. */
export interface Unsupported {
  readonly unsupported: string;
}

const env = celEnv({ funcs: [...strings, ...LIBRARY, ...AMOUNTS_LIBRARY], re2: { compile: source => matcher(source) } });
const functions = new Set([...env.funcs].map(({ name }) => name));
/** Operators that are no functions of the environment. */
const OPERATORS = new Set(['_[_]', '_?_:_', '_&&_', '_||_', '@not_strictly_false', '__not_strictly_false__']);
const programs = new Map<string, Program | Unsupported>();

/** The expression as a program, from the cache if it was seen before. */
export function compile(expression: string): Program | Unsupported {
  let program = programs.get(expression);
  if (program === undefined) programs.set(expression, program = compiled(expression));
  return program;
}

function compiled(expression: string): Program | Unsupported {
  try {
    const parsed = parse(expression);
    const names: Names = { called: new Set(), read: new Set() };
    collect(parsed.expr, names);
    const missing = [...names.called].find(name => !functions.has(name) && !OPERATORS.has(name));
    if (missing !== undefined) return { unsupported: `the function ${missing}() is not supported` };
    const program = plan(env, parsed) as (variables: object) => unknown;
    return { usesOldSelf: names.read.has('oldSelf'), run: variables => outcome(() => program(variables)) };
  } catch (error) {
    return { unsupported: `it cannot be compiled: ${(error as Error).message}` };
  }
}

function outcome(run: () => unknown): Outcome {
  startBudget('evaluation');
  try {
    const result = run();
    if (isSpent('evaluation')) return { error: 'cost limit exceeded', spent: true };
    return isCelError(result) ? { error: serverWords(result.message) } : { value: result };
  } catch (error) {
    // Of the budget, or of the stack: a rule that nests too deep is too expensive as well.
    return { error: (error as Error).message, spent: isSpent('evaluation') || error instanceof RangeError };
  }
}

function matcher(source: string): { test(text: string): boolean } {
  const compiledPattern = pattern(source);
  if (compiledPattern.error !== undefined) throw new Error(compiledPattern.error);
  return compiledPattern;
}

/** The evaluator's words for an error, as cel-go says them. */
function serverWords(message: string): string {
  return message
    .replace(/^field not found: /, 'no such key: ')
    .replace(/^index (-?\d+) out of bounds.*$/, 'index out of bounds: $1')
    .replace(/^found no matching overload.*$/, 'no such overload')
    .replace(/^.*divide by zero$/, 'division by zero');
}

interface Names {
  readonly called: Set<string>;
  readonly read: Set<string>;
}

/** Walks a parsed expression for the functions that it calls and the variables that it reads. */
function collect(node: unknown, names: Names): void {
  if (Array.isArray(node)) {
    node.forEach(item => collect(item, names));
    return;
  }
  if (!isObject(node)) return;
  const kind = node.exprKind as { case?: string; value?: any } | undefined;
  if (kind?.case === 'identExpr') names.read.add(kind.value.name);
  if (kind?.case === 'callExpr') {
    const { target, function: name } = kind.value;
    const qualified = target === undefined ? undefined : `${pathOf(target)}.${name}`;
    if (qualified !== undefined && functions.has(qualified)) {
      names.called.add(qualified);
      collect(kind.value.args, names);
      return;
    }
    names.called.add(name);
  }
  for (const [key, child] of Object.entries(node)) if (key !== '$typeName') collect(child, names);
}

/** `a.b` of an expression that is nothing but names. */
function pathOf(expr: any): string | undefined {
  const { case: kind, value } = expr.exprKind;
  if (kind === 'identExpr') return value.name;
  return kind === 'selectExpr' && value.operand !== undefined ? `${pathOf(value.operand)}.${value.field}` : undefined;
}
