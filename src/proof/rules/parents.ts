import { isWildcard } from '../hostname';
import { Attachment, EntryPoint, Listener, listenerFor } from '../listeners';
import { GATEWAY_GROUP, listOf } from '../manifests';
import { isCrossServing } from './conflicts';
import { Finding, some } from './finding';
import { hostAt } from './places';
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

/**
 * Hostnames of a route that no listener sends it requests for, while others of its hostnames are served: outside of every listener
 * (HTTPRouteSpec.hostnames), or taken by another listener of the same port with a more specific hostname.
 */
export function unservedHostnames(survey: Survey): Finding[] {
  const { _attachments } = survey.model;
  return survey.routes.flatMap((route): Finding[] => {
    const attachments = survey.attachments(route);
    const listeners = attachments.flatMap(attachment => attachment.listeners);
    if (listeners.length === 0 || listeners.some(({ gateway }) => gateway.assumed)) return [];
    return route.hostnames.flatMap((hostname, i): Finding[] => {
      const meant = listeners.filter(listener => hostAt(listener, hostname) !== undefined);
      const takers = meant.map(listener => takerOf(_attachments.entries, listener, hostname));
      if (meant.length > 0 && takers.includes(undefined)) return [];
      const taken = takers[0];
      return [{
        rule: 'route/unserved-hostname',
        severity: taken === undefined && !answers(attachments, survey, hostname) ? 'error' : 'warning',
        object: route.object,
        path: `spec.hostnames[${i}]`,
        message: taken === undefined
          ? `no listener that serves this route answers for '${hostname}' (${some(listeners.map(({ name, hostname: of = '*' }) => `'${name}' for ${of}`))}), so its requests never get here`
          : `requests for '${hostname}' come in at listener '${taken.name}', whose hostname '${taken.hostname}' is more specific, and this route is not attached there`,
        fix: taken === undefined
          ? 'Mend the hostname, or add a listener for it; *.example.com is not for example.com itself'
          : `Attach the route to listener '${taken.name}' (a further parentRef with its sectionName), or leave sectionName out`,
      }];
    });
  });
}

/** Whether any listener of the route's Gateways answers for a hostname, be it for other routes. */
function answers(attachments: readonly Attachment[], survey: Survey, hostname: string): boolean {
  const meant = new Set(attachments.map(({ parent }) => parent.gateway));
  return survey.model._attachments.gateways.some(gateway => meant.has(gateway.key)
    && gateway.listeners.some(listener => hostAt(listener, hostname) !== undefined));
}

/** The listener that takes a host away from another one of its port; undefined where none does. */
function takerOf(entries: EntryPoint[], listener: Listener, hostname: string): Listener | undefined {
  const entry = entries.find(({ listeners }) => listeners.includes(listener));
  if (entry === undefined || isWildcard(hostname)) return undefined;
  const taker = listenerFor(entry, hostname);
  return taker === listener ? undefined : taker;
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
