import { Attachment } from '../listeners';
import { listOf, nameOf, namespaceOf, ReadRoute } from '../manifests';
import type { TrafficModel } from '../model';
import { Conflict, conflictFix, conflictsOf, conflictText, routeName } from '../route-conflicts';
import { Finding } from './finding';
import { hostAt } from './places';
import { hiderOf } from './shadowed';
import { Survey } from './survey';

/** Routes of one kind that compete for requests, and HTTPRoutes and GRPCRoutes that share a host. */
export function conflictingRoutes(survey: Survey): Finding[] {
  const read = new Map(survey.routes.map(route => [route.object, route]));
  const conflicts = conflictsOf(survey.routes.map(route => route.object));
  const refused = crossServed(survey);
  const told = new Set(refused.map(({ route }) => route));
  // Where the Gateway is not in the input, parentRefs that name sections may still mean one listener.
  const assumed = new Set(survey.model._attachments.gateways.filter(gateway => gateway.assumed).map(({ key }) => key));
  const isAssumed = ({ gateway }: Conflict) => assumed.has(gateway.includes('/') ? gateway : `default/${gateway}`);
  return [
    ...refused.map(({ finding }) => finding),
    ...conflicts.flatMap(conflict => {
      const [a, b] = [read.get(conflict.a)!, read.get(conflict.b)!];
      if (conflict.requests === undefined) {
        return told.has(a) || told.has(b) || !isAssumed(conflict) ? [] : [kindConflict(conflict)];
      }
      return holdsIn(survey.model, conflict) && !isHidden(survey, a, b) ? [conflictFinding(conflict)] : [];
    }),
  ];
}

/**
 * Whether two routes meet where the Gateway is known: a listener serves both for the host, or has refused one for the other. A
 * Gateway that is not among the manifests may be anything.
 */
export function holdsIn(model: TrafficModel, { a, b, gateway, host, requests }: Conflict): boolean {
  const key = gateway.includes('/') ? gateway : `default/${gateway}`;
  const known = model._attachments.gateways.find(each => each.key === key);
  // Where the manifests are complete, a Gateway that they do not hold serves nothing, which is said as that.
  if (known === undefined) return false;
  if (known.assumed) return true;
  const [one, other] = [a, b].map(object => model._manifests.route(object.kind, `${namespaceOf(object)}/${nameOf(object)}`));
  if (one === undefined || other === undefined) return true;
  if (requests === undefined) {
    return refuses(model, one, other) || refuses(model, other, one);
  }
  const others = model._attachments.listenersOf(other);
  const hostname = host === '*' ? '' : host.toLowerCase();
  return [...model._attachments.listenersOf(one)].some(listener => others.has(listener) && hostAt(listener, hostname) !== undefined);
}

/** Whether a listener has accepted one route and so refused the other, which is of the other kind. */
function refuses(model: TrafficModel, accepted: ReadRoute, refused: ReadRoute): boolean {
  return model._attachments.attachmentsOf(refused)
    .some(({ refusals }) => refusals.some(refusal => refusal.includes(`${accepted.kind} ${accepted.key} ${ACCEPTED_FIRST}`)));
}

/** Words by which an attachment says that a route of the other kind was accepted first. */
const ACCEPTED_FIRST = 'for a host in common, and so no';

/** Whether a refusal is about a route of the other kind. */
export function isCrossServing(refusal: string): boolean {
  return refusal.includes(ACCEPTED_FIRST);
}

/** Routes that a listener refuses for one of the other kind (GRPCRouteSpec: "cross serving" is not allowed). */
function crossServed(survey: Survey): { readonly route: ReadRoute; readonly finding: Finding }[] {
  return survey.model._attachments.attachments.flatMap(attachment => {
    const refusal = attachment.refusals.find(isCrossServing);
    return refusal === undefined ? [] : [{ route: attachment.route, finding: refusedFinding(attachment, refusal) }];
  });
}

/** Whether the ages are stated and the older route takes all requests of a match of the younger: route/shadowed tells of that. */
function isHidden(survey: Survey, a: ReadRoute, b: ReadRoute): boolean {
  if (a.created === b.created || !Number.isFinite(a.created) || !Number.isFinite(b.created)) return false;
  const [older, younger] = a.created < b.created ? [a, b] : [b, a];
  const places = survey.places.of(younger);
  return younger.rules.flatMap(({ matches }) => matches).some(match => hiderOf(match, places)?.match.rule.route === older);
}

function conflictFinding(conflict: Conflict): Finding {
  const { a, b, place } = conflict;
  const rule = Array.isArray(b.spec?.rules) ? `spec.rules[${place!.rule}]` : 'spec';
  const hasMatches = listOf(listOf(b.spec?.rules)[place!.rule]?.matches).length > 0;
  return {
    rule: 'route/conflict',
    severity: 'error',
    object: b,
    path: hasMatches ? `${rule}.matches[${place!.match}]` : rule,
    message: conflictText(conflict, `${routeName(a)} and ${routeName(b)}`),
    fix: conflictFix(conflict),
  };
}

function kindConflict(conflict: Conflict): Finding {
  const { a, b } = conflict;
  return {
    rule: 'route/kind-conflict',
    severity: 'error',
    object: b,
    path: hostsPath(b),
    message: conflictText(conflict, `${routeName(a)} and ${routeName(b)}`),
    fix: conflictFix(conflict),
  };
}

function refusedFinding({ route, parent }: Attachment, refusal: string): Finding {
  return {
    rule: 'route/kind-conflict',
    severity: 'error',
    object: route.object,
    path: hostsPath(route.object),
    message: `${refusal}: of an HTTPRoute and a GRPCRoute with a host in common a gateway accepts the older only, then the first by name. `
      + `This ${route.kind} gets no request from Gateway ${parent.gateway}`
      + (Number.isFinite(route.created) ? '' : ', unless it is the older one in the cluster'),
    fix: 'Give the two routes different hostnames',
  };
}

function hostsPath(route: any): string {
  return Array.isArray(route.spec?.hostnames) ? 'spec.hostnames' : 'spec';
}
