/** A request, as far as the properties vary it. */
export interface Request {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly query: Record<string, string>;
}

/**
 * The rule of an HTTPRoute that a request gets, by the specification's precedence (HTTPRouteRule.matches): exact path, longest
 * prefix, method, most headers, most query parameters, first in the list. Written apart from the library, to judge it.
 */
export function decide(route: any, request: Request): any {
  const candidates = route.spec.rules.flatMap((rule: any, index: number) =>
    rule.matches.filter((match: any) => matches(match, request)).map((match: any) => ({ rule, index, rank: rank(match) })));
  candidates.sort((a: any, b: any) => {
    const i = a.rank.findIndex((value: number, k: number) => value !== b.rank[k]);
    return i < 0 ? a.index - b.index : b.rank[i] - a.rank[i];
  });
  return candidates[0]?.rule;
}

function matches(match: any, { path, headers, query }: Request): boolean {
  const { type, value } = match.path;
  const bare = value.replace(/\/$/, '');
  const onPath = type === 'Exact' ? path === value : path === bare || path.startsWith(`${bare}/`);
  const holds = (item: any, got: string | undefined) =>
    got !== undefined && (item.type === 'RegularExpression' ? new RegExp(`^(?:${item.value})$`).test(got) : got === item.value);
  return onPath
    && (match.method === undefined || match.method === 'GET')
    && (match.headers ?? []).every((item: any) => holds(item, headers[item.name.toLowerCase()]))
    && (match.queryParams ?? []).every((item: any) => holds(item, query[item.name]));
}

function rank(match: any): number[] {
  const { type, value } = match.path;
  return [
    type === 'Exact' ? 1 : 0,
    type === 'PathPrefix' ? value.replace(/\/$/, '').length : 0,
    match.method === undefined ? 0 : 1,
    (match.headers ?? []).length,
    (match.queryParams ?? []).length,
  ];
}
