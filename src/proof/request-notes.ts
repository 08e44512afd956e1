import { Listener } from './listeners';
import { Candidate } from './precedence';
import { TrafficRequest } from './request';

/** What the specification leaves open about a decision, and how it was read; and what was assumed. */
export function notesOn(request: TrafficRequest, listener: Listener | undefined, found: Candidate | undefined, assumptions: string[]): string[] {
  const notes: string[] = assumptions.length === 0 ? [] : [...assumptions];
  if (listener?.gateway.assumed) {
    notes.push(`the Gateway ${listener.gateway.key} is not among the manifests; it is assumed to be open for every host and namespace`);
  }
  if (found !== undefined) notes.push(...matchNotes(request, listener!, found));
  if (/\/\/|\/\.\.?(\/|$)|%2f/i.test(request.path)) {
    notes.push(`the path '${request.path}' is taken as it is; gateways normalise such a path before they match it, each in its own way`);
  }
  return notes;
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
  for (const { name } of test.headers) {
    if (request.headers.filter(header => header.name.toLowerCase() === name).length > 1) {
      notes.push(`the header ${name} is sent more than once; its values are joined by ',' before they are compared, which the specification leaves to the gateway`);
    }
  }
  for (const { name } of test.query) {
    if (request.query.filter(parameter => parameter.name === name).length > 1) {
      notes.push(`the query parameter ${name} is sent more than once; its first value counts, as the specification recommends`);
    }
  }
  const [first] = request.host === '' ? [''] : listener.index.hostnamesFor(request.host);
  if (first !== hostname) {
    notes.push(`no rule for the more specific hostname '${first}' takes this request, so it falls through to ${hostname === '' ? 'routes without hostname' : `'${hostname}'`}; some gateways answer 404 here`);
  }
  return notes;
}
