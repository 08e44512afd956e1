import { GATEWAY_GROUP, listOf } from '../manifests';
import { isCrossServing } from './conflicts';
import { Finding } from './finding';
import { Survey } from './survey';

/** Routes that no listener serves (ParentReference, AllowedRoutes). */
export function unattachedRoutes(survey: Survey): Finding[] {
  const known = new Set(survey.model._attachments.gateways.map(({ key }) => key));
  return survey.model._attachments.attachments.flatMap(({ route, parent, listeners, refusals }): Finding[] => {
    // A route that another kind keeps out is reported as that.
    if (listeners.length > 0 || refusals.some(isCrossServing)) return [];
    const base = { object: route.object, path: `spec.parentRefs[${parent.index}]` };
    if (!known.has(parent.gateway!)) {
      return [{
        ...base,
        rule: 'reference/no-gateway',
        severity: 'error',
        message: `there is no Gateway ${parent.gateway} in the input, so the route gets no request from it`,
        fix: 'Add the Gateway, or mend name and namespace (without a namespace the route\'s own is meant)',
      }];
    }
    return [{
      ...base,
      rule: 'route/no-listener',
      severity: 'error',
      message: `no listener of Gateway ${parent.gateway} serves this route, so it gets no request: ${refusals.join('; ')}`,
      fix: 'Name an existing listener in sectionName and port, share a hostname with it, and let its allowedRoutes admit the route\'s namespace and kind',
    }];
  });
}

/** Grants that are wider than they need to be (ReferenceGrantTo.name). */
export function broadGrants(survey: Survey): Finding[] {
  return survey.manifests.of(GATEWAY_GROUP, 'ReferenceGrant').flatMap(grant => listOf(grant.spec?.to).flatMap((to, i): Finding[] => {
    if (to?.name) return [];
    const from = [...new Set(listOf(grant.spec?.from).map(({ kind, namespace }) => `${kind}s of '${namespace}'`))].join(', ');
    return [{
      rule: 'reference/broad-grant',
      severity: 'warning',
      object: grant,
      path: `spec.to[${i}]`,
      message: `the grant names no ${to?.kind}, so ${from || 'others'} may refer to every ${to?.kind} of the namespace '${grant.metadata.namespace ?? 'default'}', also to those that come later`,
      fix: `Add name: to spec.to[${i}], one entry for each ${to?.kind} that is meant`,
    }];
  }));
}
