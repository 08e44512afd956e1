import { ReadRoute, ReadRule } from '../manifests';
import { NamedTest, PathTest, RequestTest, ValueTest } from '../request-test';
import { isAudience, isSameRule } from './transitions/traffic';
import type { RulePair } from './pairs';

/** Whom a rule is for, in words. */
export interface Audience {
  /** A few words: 'premium users', 'everybody else'. */
  readonly short: string;
  /** With the conditions: 'premium users (x-api-tier: premium under /api/)'. */
  readonly name: string;
}

/** Whose requests a pair of rules answers. */
export function audienceOf({ ruleBefore, ruleAfter }: RulePair): Audience {
  const rule = ruleAfter ?? ruleBefore;
  if (rule === undefined) return { short: 'requests without a route', name: 'requests without a route' };
  if (ruleBefore === undefined || ruleAfter === undefined || isSameRule(ruleBefore, ruleAfter)) return ofRule(rule);
  const [was, is] = [ofRule(ruleBefore), ofRule(ruleAfter)];
  if (isAudience(ruleBefore) && !isAudience(ruleAfter)) return { short: was.short, name: `${was.name}, whose rule goes` };
  if (isAudience(ruleAfter) && !isAudience(ruleBefore)) return { short: is.short, name: `${is.name}, who get a rule of their own` };
  return { short: is.short, name: was.name === is.name ? is.name : `${is.name}, so far ${was.name}` };
}

function ofRule(rule: ReadRule): Audience {
  const where = conditionsOf(rule);
  const details = where === '' ? '' : ` (${where})`;
  if (isAudience(rule)) {
    if (rule.name === undefined) return { short: `requests with ${where}`, name: `requests with ${where}` };
    const short = PEOPLE.test(rule.name) ? rule.name : `${rule.name} users`;
    return { short, name: `${short}${details}` };
  }
  const short = hasOverride(rule) ? 'everybody else' : 'everybody';
  return { short, name: `${short}${details}` };
}

/** Names that say already whom they mean. */
const PEOPLE = /(users?|customers?|testers?|clients?|staff|team|people|audience)$/i;

/** Whether a rule for an audience stands in its way. */
function hasOverride(rule: ReadRule): boolean {
  return rule.route.rules.some(other => other !== rule && isAudience(other) && other.matches.some(({ test }) =>
    rule.matches.some(match => isWithin(test, match.test))));
}

function isWithin(inner: RequestTest, outer: RequestTest): boolean {
  const [a, b] = [inner.path?.value ?? '/', outer.path?.value ?? '/'];
  return a === b || a.startsWith(b.endsWith('/') ? b : `${b}/`);
}

const MOST_MATCHES = 3;

/** The conditions of a rule: 'x-api-tier: premium under /api/'. */
function conditionsOf({ route, matches }: ReadRule): string {
  const parts = matches.slice(0, MOST_MATCHES).map(({ test }) => ({ who: whoOf(test), where: placeOf(route, test) }));
  const more = matches.length > MOST_MATCHES ? ` or ${matches.length - MOST_MATCHES} more` : '';
  const one = parts.every(({ where }) => where === parts[0].where);
  const texts = one ? [`${[...new Set(parts.map(({ who }) => who))].join(' or ')} ${parts[0].where}`] : parts.map(({ who, where }) => `${who} ${where}`.trim());
  return `${texts.join(' or ')}${more}`.trim();
}

function whoOf({ method, headers, query }: RequestTest): string {
  return [...method === undefined ? [] : [method], ...headers.map(headerText), ...query.map(one => `?${one.name}${valueText(one, '=')}`)].join(' and ');
}

function headerText(header: NamedTest): string {
  const cookie = header.name === 'cookie' && header.type === 'RegularExpression' ? COOKIE.exec(header.value) : null;
  if (cookie !== null) return `cookie ${cookie[1].replace(/\\(.)/g, '$1')}`;
  return `${header.name}${valueText(header, ': ')}`;
}

/** The pattern that `Match.cookie` makes. */
const COOKIE = /^\^\(\.\*;\\s\*\)\?(.+)\(;\.\*\)\?\$$/;

function valueText({ type, value }: ValueTest, sign: string): string {
  return `${type === 'Exact' ? sign : ' ~ '}${value}`;
}

/** Where requests go to: 'under shop.example.com/cart', 'calls of shop.v1.Cart'. */
function placeOf(route: ReadRoute, { path, service, grpcMethod }: RequestTest): string {
  const [host, ...more] = route.hostnames;
  const hosts = more.length > 1 ? `${host}, ${more[0]} and ${more.length - 1} more` : route.hostnames.join(' and ');
  if (route.kind === 'GRPCRoute') {
    const call = `${service === undefined ? 'any service' : callText(service)}${grpcMethod === undefined ? '' : `/${callText(grpcMethod)}`}`;
    return `calls of ${call}${hosts === '' ? '' : ` at ${hosts}`}`;
  }
  if (more.length > 0) return `${pathText(path, '')} of ${hosts}`.trim();
  return pathText(path, host ?? '');
}

function pathText(path: PathTest | undefined, host: string): string {
  if (path === undefined || (path.type === 'PathPrefix' && path.value === '/')) return host === '' ? '' : `at ${host}`;
  if (path.type === 'RegularExpression') return `at ${host}${host === '' ? '' : ' '}paths ~ ${path.value}`;
  return `${path.type === 'Exact' ? 'at' : 'under'} ${host}${path.value}`;
}

function callText({ type, value }: ValueTest): string {
  return type === 'Exact' ? value : `~ ${value}`;
}
