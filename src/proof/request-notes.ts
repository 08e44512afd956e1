import { didYouMean } from '../errors';
import { Attachments, describeListener, EntryPoint, Listener } from './listeners';
import { Candidate, compareCandidates } from './precedence';
import { unsupportedPatterns } from './request-test';
import { TrafficRequest } from './request';

/** What the specification leaves open about a decision, and how it was read; and what was assumed. */
export function notesOn(request: TrafficRequest, listener: Listener | undefined, found: Candidate | undefined, assumptions: string[]): string[] {
  const notes: string[] = assumptions.length === 0 ? [] : [...assumptions];
  if (listener?.gateway.assumed) {
    notes.push(`the Gateway ${listener.gateway.key} is not among the manifests; it is assumed to be open for every host and namespace`);
  }
  if (found !== undefined) notes.push(...matchNotes(request, listener!, found));
  if (listener !== undefined) notes.push(...repeated(request, listener), ...unsupported(request, listener, found));
  if (/\/\/|\/\.\.?(\/|$)|%2f/i.test(request.path)) {
    notes.push(`the path '${request.path}' is taken as it is; gateways normalise such a path before they match it, each in its own way`);
  }
  return notes;
}

/** Why no route was even asked, where that may be a slip: a name that there is not, or no host. */
export function notesWithoutRoute(request: TrafficRequest, attachments: Attachments, entries: EntryPoint[]): string[] {
  const { gateway, port, listener } = request;
  const keys = attachments.gateways.map(({ key }) => key);
  if (gateway !== undefined && !keys.includes(gateway)) return [`there is no Gateway ${gateway} among the manifests, only ${keys.join(', ') || 'none'}${didYouMean(gateway, keys)}`];
  if (entries.length === 0 && (port !== undefined || listener !== undefined)) {
    const names = attachments.entriesFor({ gateway }).flatMap(entry => entry.listeners.map(describeListener));
    return [`no listener is${listener === undefined ? '' : ` called '${listener}'`}${port === undefined ? '' : ` on port ${port}`}; there are ${[...new Set(names)].join(', ') || 'none'}`];
  }
  const hostnames = [...new Set(entries.flatMap(entry => entry.listeners.flatMap(one => [...one.hostname === undefined ? [] : [one.hostname], ...one.index.hostnames()])))];
  const notes = request.host === '' && hostnames.length > 0 ? [`the request names no host; the listeners and routes answer for ${hostnames.slice(0, 5).join(', ')}${hostnames.length > 5 ? ' and others' : ''}`] : [];
  const elsewhere = attachments.elsewhere();
  return elsewhere.length === 0 ? notes : [...notes, `${elsewhere.join(', ')} ${elsewhere.length === 1 ? 'has' : 'have'} parents that are no Gateway (a Service of a mesh, a ListenerSet), which are not decided here`];
}

/** What is sent more than once and looked at by some match, of the winner or another. */
function repeated(request: TrafficRequest, { index }: Listener): string[] {
  const names = (list: readonly { readonly name: string }[], of: (name: string) => string) => {
    const seen = new Set<string>();
    return new Set(list.map(({ name }) => of(name)).filter(name => seen.has(name) || !seen.add(name)));
  };
  if (request.headers.length < 2 && request.query.length < 2) return [];
  return [
    ...[...names(request.headers, name => name.toLowerCase())].filter(name => index.looksAtHeader(name)).map(name =>
      `the header ${name} is sent more than once; its values are joined by '${name === 'cookie' ? '; ' : ','}' before they are compared, which the specification leaves to the gateway`),
    ...[...names(request.query, name => name)].filter(name => index.looksAtQuery(name)).map(name =>
      `the query parameter ${name} is sent more than once; its first value counts, as the specification recommends`),
  ];
}

/** Rules by patterns that are not supported, which would come before the winner if these held. */
function unsupported(request: TrafficRequest, { index }: Listener, found: Candidate | undefined): string[] {
  return index.unsupportedFor(request).filter(candidate => found === undefined || compareCandidates(candidate, found).order < 0)
    .map(({ match: { rule, test } }) => `rule ${rule.name === undefined ? rule.index : `'${rule.name}'`} of ${rule.route.kind} ${rule.route.key} is read as matching nothing: ${unsupportedPatterns(test).join('; ')}`);
}

function matchNotes(request: TrafficRequest, listener: Listener, { match, hostname }: Candidate): string[] {
  const notes: string[] = [];
  const { test } = match;
  if (test.path?.type === 'RegularExpression') {
    notes.push('a path by RegularExpression is ranked after exact paths and before prefixes, the longer pattern first; the specification leaves its place to the gateway');
  }
  if ([test.path, test.service, test.grpcMethod, ...test.headers, ...test.query].some(value => value?.type === 'RegularExpression')) {
    notes.push('the pattern is read as RE2 and must match the whole value; the specification leaves the dialect to the gateway');
  }
  const rival = listener.index.rivalOf({ match, hostname }, request);
  if (rival !== undefined) {
    const { rule } = rival.match;
    notes.push(`rule ${rule.name === undefined ? rule.index : `'${rule.name}'`} of ${rule.route.kind} ${rule.route.key} fits as well; the older route wins, then the first by name, and no manifest in Git states the age`);
  }
  const [first] = request.host === '' ? [''] : listener.index.hostnamesFor(request.host);
  if (first !== hostname) {
    notes.push(`no rule for the more specific hostname '${first}' takes this request, so it falls through to ${hostname === '' ? 'routes without hostname' : `'${hostname}'`}; some gateways answer 404 here`);
  }
  return notes;
}
