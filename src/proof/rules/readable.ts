/** Lists that a CRD bounds: what is longer is refused by the API server, and would make a check run for ever. */
const MOST: { readonly [kind: string]: { readonly [list: string]: number } } = {
  HTTPRoute: { parentRefs: 32, hostnames: 16, rules: 16 },
  GRPCRoute: { parentRefs: 32, hostnames: 16, rules: 16 },
  Gateway: { listeners: 64 },
  ReferenceGrant: { from: 16, to: 16 },
};
const MOST_MATCHES = 128;
const MOST_IN_RULE = 64;
const LONGEST_PATH = 1024;
const LONGEST_HOST = 253;

/**
 * Whether the rules can read an object at all: a Kubernetes object with a name, no holes in its lists, within the limits of its CRD.
 * What is left out breaks the schema, and is reported by the checks of the schema.
 */
export function isReadable(object: any): boolean {
  return isRecord(object) && typeof object.kind === 'string' && isRecord(object.metadata) && typeof object.metadata.name === 'string'
    && withinLimits(object) && isWhole(object);
}

function withinLimits({ kind, spec }: any): boolean {
  const most = Object.prototype.hasOwnProperty.call(MOST, kind) ? MOST[kind] : undefined;
  if (most === undefined) return true;
  if (Object.entries(most).some(([list, limit]) => lengthOf(spec?.[list]) > limit)) return false;
  if (Array.isArray(spec?.hostnames) && spec.hostnames.some((hostname: any) => hostname?.length > LONGEST_HOST)) return false;
  const rules: any[] = Array.isArray(spec?.rules) ? spec.rules : [];
  return rules.reduce((sum, rule) => sum + lengthOf(rule?.matches), 0) <= MOST_MATCHES
    && rules.every(rule => lengthOf(rule?.backendRefs) <= MOST_IN_RULE && lengthOf(rule?.filters) <= MOST_IN_RULE
      && (!Array.isArray(rule?.matches) || rule.matches.every((match: any) => !(match?.path?.value?.length > LONGEST_PATH))));
}

/** No list holds null, and nothing breaks the conversion to text; walked without recursion, since the nesting may be deep. */
function isWhole(object: any): boolean {
  const open: any[] = [object];
  const seen = new Set<any>();
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null || value instanceof Date || seen.has(value)) continue;
    seen.add(value);
    if (Array.isArray(value)) {
      if (value.some(item => item === null || item === undefined)) return false;
      open.push(...value.slice(0, MOST_WALKED));
    } else {
      if (['toString', 'valueOf'].some(key => Object.prototype.hasOwnProperty.call(value, key))) return false;
      open.push(...Object.values(value).slice(0, MOST_WALKED));
    }
  }
  return true;
}

/** Longer lists are not part of what the rules read, and a call takes only so many arguments. */
const MOST_WALKED = 10_000;

function lengthOf(value: any): number {
  return Array.isArray(value) ? value.length : 0;
}

function isRecord(value: any): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
