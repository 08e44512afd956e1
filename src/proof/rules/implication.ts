import { PathTest, RequestTest, ValueTest } from '../request-test';

/** Whether every request that `inner` admits is admitted by `outer` too. False where it cannot be told. */
export function covers(outer: RequestTest, inner: RequestTest): boolean {
  return pathCovers(outer.path, inner.path)
    && (outer.method === undefined || outer.method === inner.method)
    && valueCovers(outer.service, inner.service) && valueCovers(outer.grpcMethod, inner.grpcMethod)
    && outer.headers.every(header => valueCovers(header, named(inner.headers, header.name)))
    && outer.query.every(parameter => valueCovers(parameter, named(inner.query, parameter.name)));
}

/** Whether every path of `inner` is one of `outer`. */
export function pathCovers(outer: PathTest | undefined, inner: PathTest | undefined): boolean {
  if (outer === undefined) return true;
  if (inner === undefined) return false;
  if (outer.type === 'PathPrefix') return inner.type !== 'RegularExpression' ? within(pathOf(inner), outer.bare) : outer.bare === '';
  if (outer.type === inner.type && outer.value === inner.value) return true;
  return outer.type === 'RegularExpression' && inner.type === 'Exact' && (outer.regex?.matches(inner.value) ?? false);
}

/** Whether a request may satisfy the conditions of both on method, headers and query; paths and gRPC calls are left out. */
export function mayMeet(a: RequestTest, b: RequestTest): boolean {
  return (a.method === undefined || b.method === undefined || a.method === b.method)
    && a.headers.every(header => valuesMeet(header, named(b.headers, header.name)))
    && a.query.every(parameter => valuesMeet(parameter, named(b.query, parameter.name)));
}

/** Whether a request may satisfy the conditions of both on path and gRPC call; a pattern is held against what it starts with. */
export function mayMeetOnPath(a: RequestTest, b: RequestTest): boolean {
  return valuesMeet(a.service, b.service) && valuesMeet(a.grpcMethod, b.grpcMethod) && pathsMeet(a.path, b.path);
}

/** What every path that a pattern matches starts with. */
export function literalStart(pattern: string): string {
  const body = pattern.replace(/^\^/, '');
  if (/[|]|^\(\?/.test(body)) return '';
  const literal = /^(?:[^\\.[\](){}*+?|^$]|\\[./_~:@,;=&-])*/.exec(body)![0];
  // A repetition may drop what stands before it.
  const repeated = /[*?{]/.test(body.charAt(literal.length));
  return (repeated ? literal.replace(/\\?.$/, '') : literal).replace(/\\/g, '');
}

/** Whether a match holds a pattern that is not supported: it admits nothing, and is reported as such. */
export function isDead({ path, service, grpcMethod, headers, query }: RequestTest): boolean {
  return [path, service, grpcMethod, ...headers, ...query].some(value => value?.regex === null);
}

/** Whether a match holds a pattern on anything but the path. */
export function hasPattern({ service, grpcMethod, headers, query }: RequestTest): boolean {
  return [service, grpcMethod, ...headers, ...query].some(value => value?.type === 'RegularExpression');
}

/** Whether two conditions are the same. */
export function sameValue(a: ValueTest | undefined, b: ValueTest | undefined): boolean {
  return a?.type === b?.type && a?.value === b?.value;
}

function pathsMeet(a: PathTest | undefined, b: PathTest | undefined): boolean {
  if (pathCovers(a, b) || pathCovers(b, a)) return true;
  const [pattern, other] = a!.type === 'RegularExpression' ? [a!, b!] : [b!, a!];
  if (pattern.type !== 'RegularExpression') return false;
  if (other.type === 'Exact') return false;
  if (other.type === 'RegularExpression') return true;
  const start = literalStart(pattern.value);
  return start.length > other.bare.length ? within(start, other.bare) : other.bare.startsWith(start);
}

function pathOf(path: PathTest): string {
  return path.type === 'Exact' ? path.value : path.bare;
}

function within(path: string, bare: string): boolean {
  return path.startsWith(bare) && (path.length === bare.length || path[bare.length] === '/');
}

function valueCovers(outer: ValueTest | undefined, inner: ValueTest | undefined): boolean {
  if (outer === undefined) return true;
  if (inner === undefined) return false;
  if (sameValue(outer, inner)) return true;
  return outer.type === 'RegularExpression' && inner.type === 'Exact' && (outer.regex?.matches(inner.value) ?? false);
}

function valuesMeet(a: ValueTest | undefined, b: ValueTest | undefined): boolean {
  if (a === undefined || b === undefined) return true;
  if (a.type === 'Exact' && b.type === 'Exact') return a.value === b.value;
  return a.type === b.type || valueCovers(a, b) || valueCovers(b, a);
}

function named<T extends { readonly name: string }>(list: readonly T[], name: string): T | undefined {
  return list.find(item => item.name === name);
}
