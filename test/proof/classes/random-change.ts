// One random change to one field of one route, of those that have to do with routing.
import {
  GRPC_METHODS, GRPC_PATTERNS, GRPC_SERVICES, HEADER_NAMES, HOSTNAMES, LISTENERS, METHODS, NAMESPACES, PATH_PATTERNS, PATHS, PATTERNS, plain, PORTS, SERVICES, VALUES,
} from '../reference/alphabet';

/** Takes one of a list, by the next of the given numbers. */
export type Choose = <T>(list: T[]) => T;

/** A set of manifests after a change, and what was changed. */
export interface Change {
  readonly what: string;
  readonly manifests: any[];
}

type Mutation = (choose: Choose, spec: any, rule: any) => string | undefined;

/** A chooser that uses up numbers; the same numbers make the same choices. */
export function chooser(numbers: number[]): Choose {
  let next = 0;
  return list => list[numbers[next++ % numbers.length] % list.length];
}

/**
 * The manifests with one field changed; undefined where the choice did not fit and nothing changed.
 *
 * @param answers whether a route answers any request: most changes are made to one that does
 */
export function randomChange(manifests: any[], choose: Choose, answers: (route: any) => boolean): Change | undefined {
  const changed = plain(manifests);
  const routes = changed.filter(({ kind }) => kind === 'HTTPRoute' || kind === 'GRPCRoute');
  const answering = routes.filter(answers);
  const route = choose(answering.length > 0 && choose([true, true, true, false]) ? answering : routes);
  route.spec.rules ??= [{}];
  const index = choose<number>([...route.spec.rules.keys()]);
  const grpc = route.kind === 'GRPCRoute';
  const mutations = [...COMMON, ...grpc ? GRPC : HTTP];
  const what = choose(mutations)(choose, route.spec, route.spec.rules[index]);
  const done = plain(changed);
  if (what === undefined || JSON.stringify(done) === JSON.stringify(manifests)) return undefined;
  return { what: `${route.kind} ${route.metadata.namespace ?? 'default'}/${route.metadata.name}, rule ${index}: ${what}`, manifests: done };
}

const MODIFIERS = ['requestHeaderModifier', 'responseHeaderModifier'];
const GRPC_TYPES = [undefined, 'Exact', 'RegularExpression'];

const COMMON: Mutation[] = [
  ...named('headers', HEADER_NAMES),
  change('weight of a backend', (choose, _spec, rule) => set(pickOf(choose, rule.backendRefs), 'weight', choose([undefined, 0, 1, 3, 95]))),
  change('name of a backend', (choose, _spec, rule) => set(pickOf(choose, rule.backendRefs), 'name', choose(SERVICES))),
  change('port of a backend', (choose, _spec, rule) => set(pickOf(choose, rule.backendRefs), 'port', choose([80, 81, 8080]))),
  change('namespace of a backend', (choose, _spec, rule) => set(pickOf(choose, rule.backendRefs), 'namespace', choose([undefined, ...NAMESPACES]))),
  change('a backend removed', (choose, _spec, rule) => remove(choose, rule.backendRefs)),
  change('a backend added', (choose, _spec, rule) => (rule.backendRefs ??= []).push({ name: choose(SERVICES), port: 80 })),
  change('a filter removed', (choose, _spec, rule) => remove(choose, rule.filters)),
  change("a backend's filter removed", (choose, _spec, rule) => remove(choose, pickOf(choose, rule.backendRefs)?.filters)),
  change('a filter added', (choose, _spec, rule) => addFilter(choose, rule)),
  change("a backend's filter added", (choose, _spec, rule) => addFilter(choose, pickOf(choose, rule.backendRefs))),
  change('a header of a filter', (choose, _spec, rule) => changeModifier(choose, rule)),
  change('a header of a filter', (choose, _spec, rule) => changeModifier(choose, rule)),
  change('a mirror', (choose, _spec, rule) => changeMirror(choose, rule)),
  change('a rule removed', (choose, spec) => remove(choose, spec.rules)),
  change('a rule added', (choose, spec) => spec.rules.splice(choose([0, spec.rules.length]), 0, { backendRefs: [{ name: choose(SERVICES), port: 80 }] })),
  change('two rules swapped', (_choose, spec) => spec.rules.push(spec.rules.shift())),
  change('a match removed', (choose, _spec, rule) => remove(choose, rule.matches)),
  change('a hostname changed', (choose, spec) => spec.hostnames?.splice(choose([...spec.hostnames.keys()]), 1, choose(HOSTNAMES))),
  change('a hostname removed', (choose, spec) => remove(choose, spec.hostnames)),
  change('a hostname added', (choose, spec) => (spec.hostnames ??= []).push(choose(HOSTNAMES))),
  change('sectionName', (choose, spec) => set(pickOf(choose, spec.parentRefs), 'sectionName', choose([undefined, ...LISTENERS]))),
  change('port of a parentRef', (choose, spec) => set(pickOf(choose, spec.parentRefs), 'port', choose([undefined, ...PORTS]))),
];

const HTTP: Mutation[] = [
  ...named('queryParams', ['q', 'Q', 'p']),
  change('type of a path', (choose, _spec, rule) => set(matchOf(choose, rule).path, 'type', choose([undefined, 'Exact', 'RegularExpression']))),
  change('value of a path', (choose, _spec, rule) => {
    const { path } = matchOf(choose, rule);
    set(path, 'value', choose(path?.type === 'RegularExpression' ? PATH_PATTERNS : PATHS));
  }),
  change('a path', (choose, _spec, rule) => set(matchOf(choose, rule), 'path', choose([undefined, { value: choose(PATHS) }, { type: 'Exact', value: choose(PATHS) }]))),
  change('the method', (choose, _spec, rule) => set(matchOf(choose, rule), 'method', choose([undefined, ...METHODS]))),
  change('a rewrite', (choose, _spec, rule) => changePath(choose, filterOf(choose, rule, 'urlRewrite'), ['hostname'])),
  change('a redirect', (choose, _spec, rule) => changePath(choose, filterOf(choose, rule, 'requestRedirect'), ['hostname', 'port', 'scheme', 'statusCode'])),
];

const GRPC: Mutation[] = [
  change('type of a call', (choose, _spec, rule) => set(matchOf(choose, rule).method, 'type', choose(GRPC_TYPES))),
  change('the service', (choose, _spec, rule) => {
    const match = matchOf(choose, rule);
    set(match.method ??= {}, 'service', choose([undefined, ...match.method.type === 'RegularExpression' ? GRPC_PATTERNS : GRPC_SERVICES]));
  }),
  change('the method', (choose, _spec, rule) => {
    const match = matchOf(choose, rule);
    set(match.method ??= {}, 'method', choose([undefined, ...match.method.type === 'RegularExpression' ? GRPC_PATTERNS : GRPC_METHODS]));
  }),
];

/** Changes to the conditions of one list. */
function named(field: 'headers' | 'queryParams', names: string[]): Mutation[] {
  const list = (choose: Choose, rule: any): any[] => matchOf(choose, rule)[field] ??= [];
  return [
    change(`${field}: a name`, (choose, _spec, rule) => set(pickOf(choose, list(choose, rule)), 'name', choose(names))),
    change(`${field}: a value`, (choose, _spec, rule) => {
      const condition = pickOf(choose, list(choose, rule));
      set(condition, 'value', choose(condition?.type === 'RegularExpression' ? PATTERNS : VALUES));
    }),
    change(`${field}: a type`, (choose, _spec, rule) => set(pickOf(choose, list(choose, rule)), 'type', choose([undefined, 'Exact', 'RegularExpression']))),
    change(`${field}: one added`, (choose, _spec, rule) => list(choose, rule).push({ name: choose(names), value: choose(VALUES) })),
    change(`${field}: one removed`, (choose, _spec, rule) => remove(choose, list(choose, rule))),
  ];
}

function change(what: string, body: (choose: Choose, spec: any, rule: any) => unknown): Mutation {
  return (choose, spec, rule) => {
    body(choose, spec, rule);
    return what;
  };
}

function pickOf(choose: Choose, list: any[] | undefined): any {
  return list === undefined || list.length === 0 ? undefined : choose(list);
}

function matchOf(choose: Choose, rule: any): any {
  if (!rule.matches?.length) rule.matches = [{}];
  return choose(rule.matches);
}

function set(object: any, field: string, value: unknown): void {
  if (object !== undefined) object[field] = value;
}

function remove(choose: Choose, list: any[] | undefined): void {
  if (list !== undefined && list.length > 0) list.splice(choose([...list.keys()]), 1);
}

function addFilter(choose: Choose, owner: any): void {
  if (owner === undefined) return;
  const field = choose([...MODIFIERS, 'requestMirror']);
  const type = field === 'requestMirror' ? 'RequestMirror' : field === 'requestHeaderModifier' ? 'RequestHeaderModifier' : 'ResponseHeaderModifier';
  if (owner.filters?.some((filter: any) => filter.type === type || filter.type === 'RequestRedirect')) return;
  const header = { name: choose(HEADER_NAMES), value: choose(VALUES) };
  const value = field === 'requestMirror' ? { backendRef: { name: choose(SERVICES), port: 80 } }
    : choose([{ set: [header] }, { add: [header] }, { remove: [header.name] }]);
  (owner.filters ??= []).push({ type, [field]: value });
}

/** A filter of a rule or of one of its backends that has a field. */
function filterOf(choose: Choose, rule: any, field: string): any {
  const filters = [...rule.filters ?? [], ...(rule.backendRefs ?? []).flatMap((ref: any) => ref.filters ?? [])].filter(filter => field in filter);
  return pickOf(choose, filters)?.[field];
}

function changeModifier(choose: Choose, rule: any): void {
  const modifier = filterOf(choose, rule, choose(MODIFIERS));
  if (modifier === undefined) return;
  const names = [...HEADER_NAMES, 'new', 'New'];
  const field = choose(['set', 'add', 'remove']);
  const list = modifier[field] ??= [];
  const how = choose(['more', 'less', 'name', 'value']);
  if (how === 'less') remove(choose, list);
  else if (how === 'more') list.push(field === 'remove' ? choose(names) : { name: choose(names), value: choose(VALUES) });
  else if (field === 'remove') list.splice(0, 1, choose(names));
  else set(pickOf(choose, list), how, choose(how === 'name' ? names : VALUES));
}

function changeMirror(choose: Choose, rule: any): void {
  const mirror = filterOf(choose, rule, 'requestMirror');
  if (mirror === undefined) return;
  if (choose([true, false])) mirror.backendRef.name = choose(SERVICES);
  else Object.assign(mirror, { percent: choose([undefined, 0, 10, 50, 100]), fraction: undefined });
}

function changePath(choose: Choose, filter: any, fields: string[]): void {
  if (filter === undefined) return;
  const field = choose([...fields, 'path']);
  const values: { [field: string]: unknown[] } = {
    hostname: [undefined, 'in.example', 'b.example'], port: [undefined, 80, 443, 8080], scheme: [undefined, 'http', 'https'], statusCode: [undefined, 301, 302, 307],
    path: [undefined, { type: 'ReplaceFullPath', replaceFullPath: choose(['/full', '/', '/full/path']) },
      { type: 'ReplacePrefixMatch', replacePrefixMatch: choose(['/xyz', '/xyz/', '/', '', '/p/q']) }],
  };
  set(filter, field, choose(values[field]));
}
