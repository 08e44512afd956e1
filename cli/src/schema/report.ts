import { sortedJson } from './json.js';
import { SchemaFinding } from './types.js';

/** More findings than anybody reads: what follows in the same object is counted only. */
const MAX_FINDINGS = 200;
const MAX_VALUE = 300;

interface FieldError {
  readonly rule: string;
  readonly path: string;
  readonly body: string;
}

/** Collects the errors of one object in the words of an API server (k8s.io/apimachinery/pkg/util/validation/field). */
export class Report {
  /** Whether an error was found that keeps the server from running validation rules. */
  public blocked = false;
  /** How many values were compared with a schema. */
  public compared = 0;
  private readonly errors: FieldError[] = [];
  private total = 0;

  public get count(): number {
    return this.total;
  }

  /** Whether something is of a wrong type, so that what looks into the values should not run. */
  public get hasTypeErrors(): boolean {
    return this.errors.some(({ rule }) => rule === 'schema/type');
  }

  public required(path: string, detail = ''): void {
    this.add('schema/required', path, withDetail('Required value', detail), true);
  }

  public invalid(rule: string, path: string, value: unknown, detail: string): void {
    this.add(rule, path, withDetail(`Invalid value: ${shown(value)}`, detail), false);
  }

  /** Of another type, or of another format: blocks the validation rules. */
  public typeInvalid(rule: string, path: string, value: unknown, detail: string): void {
    this.add(rule, path, withDetail(`Invalid value: ${shown(value)}`, detail), true);
  }

  public notSupported(path: string, value: unknown, allowed: readonly unknown[]): void {
    const values = allowed.map(each => JSON.stringify(typeof each === 'string' ? each : sortedJson(each))).join(', ');
    this.add('schema/enum', path, `Unsupported value: ${shown(value)}: supported values: ${values}`, true);
  }

  public tooLong(path: string, max: number): void {
    this.add('schema/too-long', path, `Too long: may not be more than ${max} ${max === 1 ? 'byte' : 'bytes'}`, true);
  }

  public tooMany(path: string, actual: number, max: number): void {
    this.add('schema/too-many', path, `Too many: ${actual}: must have at most ${max} ${max === 1 ? 'item' : 'items'}`, true);
  }

  public notFound(path: string, value: unknown): void {
    this.add('schema/not-found', path, `Not found: ${shown(value)}`, false);
  }

  /** Required by a rule: does not keep other rules from running. */
  public missing(rule: string, path: string, detail: string): void {
    this.add(rule, path, withDetail('Required value', detail), false);
  }

  public duplicate(path: string, value: unknown, rule = 'schema/duplicate'): void {
    this.add(rule, path, `Duplicate value: ${shown(value)}`, false);
  }

  public forbidden(path: string, detail: string, rule = 'schema/forbidden'): void {
    this.add(rule, path, withDetail('Forbidden', detail), false);
  }

  /** Takes over what another report of a part of the object found, its paths under a prefix. */
  public merge(other: Report, prefix = ''): void {
    for (const error of other.errors) this.add(error.rule, joined(prefix, error.path), error.body, false);
    this.total += other.total - other.errors.length;
    this.blocked ||= other.blocked;
    this.compared += other.compared;
  }

  /** Everything found, as findings. */
  public findings(): SchemaFinding[] {
    const found = this.errors.map(({ rule, path, body }): SchemaFinding => (
      { rule, path, message: path === '' ? body : `${path}: ${body}`, severity: 'error' }));
    const more = this.total - this.errors.length;
    if (more === 0) return found;
    return [...found, { rule: 'schema/more', path: '', message: `${more} more errors in this object are not shown`, severity: 'error' }];
  }

  private add(rule: string, path: string, body: string, blocks: boolean): void {
    this.total++;
    if (this.errors.length < MAX_FINDINGS) this.errors.push({ rule, path, body });
    this.blocked ||= blocks;
  }
}

/** The path of a field of the object at another path. */
export function joined(path: string, name: string): string {
  if (path === '' || name === '') return path + name;
  return name.startsWith('[') ? path + name : `${path}.${name}`;
}

function withDetail(body: string, detail: string): string {
  return detail === '' ? body : `${body}: ${detail}`;
}

/** The value as the server prints it, cut where it would fill the screen. */
function shown(value: unknown): string {
  const text = sortedJson(value);
  return text.length <= MAX_VALUE ? text : `${text.slice(0, MAX_VALUE)}…`;
}
