import { TrafficError } from '../errors';
import { quote } from '../names';

/** How a value is compared: `Exact`, or by a regular expression. */
export type ValueType = 'Exact' | 'RegularExpression';

/** A path condition (Gateway API HTTPPathMatch). */
export interface PathCondition {
  readonly type: 'Exact' | 'PathPrefix' | 'RegularExpression';
  readonly value: string;
}

/** A header or query parameter condition (HTTPHeaderMatch, HTTPQueryParamMatch, GRPCHeaderMatch). */
export interface NamedCondition {
  readonly name: string;
  readonly type: ValueType;
  readonly value: string;
}

/** A gRPC call condition (GRPCMethodMatch). */
export interface GrpcCondition {
  readonly service: string;
  readonly method?: string;
}

/** One alternative of a match: all its conditions must hold. */
export interface Conditions {
  readonly path?: PathCondition;
  readonly method?: string;
  readonly grpc?: GrpcCondition;
  readonly headers: NamedCondition[];
  readonly queryParams: NamedCondition[];
}

/** No condition at all: every request. */
export const ANYTHING: Conditions = { headers: [], queryParams: [] };

const HTTP_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'];
const PATH_CHARACTERS = /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$/;
const TOKEN = /^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/;

/** Checks a literal path by the rules of HTTPPathMatch. */
export function checkPath(value: string): string {
  const problem = pathProblem(value);
  if (problem !== undefined) {
    throw new TrafficError(`path is ${quote(value)}, but ${problem}`);
  }
  return value;
}

/** Checks a header's or query parameter's name: an HTTP token of at most 256 characters. */
export function checkToken(what: string, value: string): string {
  if (typeof value !== 'string' || value.length > 256 || !TOKEN.test(value)) {
    throw new TrafficError(`${what} is ${quote(value)}, but must be 1 to 256 characters of letters, digits and !#$%&'*+-.^_\`|~`);
  }
  return value;
}

/** Checks a value to compare with: not empty and at most `max` characters. */
export function checkValue(what: string, value: string, max: number): string {
  if (typeof value !== 'string' || value.length === 0 || [...value].length > max) {
    throw new TrafficError(`${what} is ${quote(value)}, but must be a text of 1 to ${max} characters`);
  }
  return value;
}

/** Checks an HTTP method. */
export function checkMethod(value: string): string {
  if (!HTTP_METHODS.includes(value)) {
    throw new TrafficError(`method is ${quote(value)}, but must be one of ${HTTP_METHODS.join(', ')} in capitals`);
  }
  return value;
}

/** Checks a gRPC service's full name, such as 'shop.v1.Cart'. */
export function checkGrpcService(value: string): string {
  if (value.length > 1024 || !/^\.?[a-z_][a-z_0-9]*(\.[a-z_][a-z_0-9]*)*$/i.test(value)) {
    throw new TrafficError(`gRPC service is ${quote(value)}, but must be a full name such as 'shop.v1.Cart'`);
  }
  return value;
}

/** Checks a gRPC method's name. */
export function checkGrpcMethod(value: string): string {
  if (value.length > 1024 || !/^[A-Za-z_][A-Za-z_0-9]*$/.test(value)) {
    throw new TrafficError(`gRPC method is ${quote(value)}, but must be a name such as 'AddItem'`);
  }
  return value;
}

/** Adds a condition to a list of headers or query parameters; the same name twice is an error, for headers in any case. */
export function addNamed(kind: 'header' | 'query parameter', list: NamedCondition[], added: NamedCondition): NamedCondition[] {
  const clash = list.find(item => sameName(kind, item.name, added.name));
  if (clash !== undefined) {
    const why = kind === 'header'
      ? 'header names are case-insensitive, and a gateway looks at the first of two equal names only'
      : 'a gateway looks at the first of two equal names only';
    throw new TrafficError(`the ${kind} '${added.name}' stands beside '${clash.name}' in one match; ${why}. Use one condition, or Match.anyOf for "either"`);
  }
  return [...list, added];
}

/** Whether two names mean one header or parameter. */
export function sameName(kind: 'header' | 'query parameter', a: string, b: string): boolean {
  return kind === 'header' ? a.toLowerCase() === b.toLowerCase() : a === b;
}

/** A text that is equal for two alternatives with the same conditions, whatever the order they were written in. */
export function conditionsKey(c: Conditions): string {
  const named = (list: NamedCondition[], lower: boolean) => list
    .map(item => JSON.stringify([lower ? item.name.toLowerCase() : item.name, item.type, item.value]))
    .sort();
  return JSON.stringify([
    c.path ? [c.path.type, c.path.type === 'PathPrefix' ? withoutSlash(c.path.value) : c.path.value] : null,
    c.method ?? null,
    c.grpc ? [c.grpc.service, c.grpc.method ?? null] : null,
    named(c.headers, true),
    named(c.queryParams, false),
  ]);
}

/** A prefix without its trailing slash, which has no meaning in a PathPrefix match; '' for '/'. */
export function withoutSlash(prefix: string): string {
  return prefix.endsWith('/') ? prefix.slice(0, -1) : prefix;
}

/** Conditions in words, for messages. */
export function describeConditions(c: Conditions): string {
  const parts: string[] = [];
  const named = (kind: string) => (item: NamedCondition) => `${kind} ${item.name} ${item.type === 'Exact' ? '=' : '~'} '${item.value}'`;
  if (c.path) parts.push(`path ${{ Exact: '=', PathPrefix: 'under', RegularExpression: '~' }[c.path.type]} '${c.path.value}'`);
  if (c.method) parts.push(`method ${c.method}`);
  if (c.grpc) parts.push(`gRPC ${c.grpc.service}${c.grpc.method ? `/${c.grpc.method}` : ''}`);
  parts.push(...c.headers.map(named('header')), ...c.queryParams.map(named('query')));
  return parts.length === 0 ? 'every request' : parts.join(' and ');
}

function pathProblem(value: string): string | undefined {
  if (typeof value !== 'string' || !value.startsWith('/')) return "must start with '/'";
  if (value.length > 1024) return `has ${value.length} characters, at most 1024 are allowed`;
  for (const part of ['//', '/./', '/../', '%2f', '%2F', '#']) {
    if (value.includes(part)) return `must not contain '${part}'`;
  }
  for (const end of ['/..', '/.']) {
    if (value.endsWith(end)) return `must not end with '${end}'`;
  }
  if (!PATH_CHARACTERS.test(value)) return 'holds a character that is not allowed in a path; write it percent-encoded';
  return undefined;
}
