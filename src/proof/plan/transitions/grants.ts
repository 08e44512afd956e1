import type { TransitionContext, TransitionFinding } from '../types';
import { weightOf } from '../../backend-refs';

import { commits, ruleWords } from './words';

/** ReferenceGrants removed or narrowed while a route still refers across by them. */
export function grantRemoved({ before, after }: TransitionContext): TransitionFinding[] {
  const told = new Set<string>();
  return after.model._manifests.routes.flatMap(route => {
    const was = before.model._manifests.route(route.kind, route.key);
    if (was === undefined) return [];
    return route.rules.flatMap(rule => rule.backendRefs.flatMap((ref): TransitionFinding[] => {
      const resolved = after.model._refs.resolve(route, ref);
      const key = `${route.kind} ${route.key} ${resolved.key}`;
      if (resolved.problem?.reason !== 'RefNotPermitted' || told.has(key)) return [];
      if (before.model._refs.resolve(was, ref).problem?.reason === 'RefNotPermitted') return [];
      told.add(key);
      const weight = weightOf(ref);
      const object = `ReferenceGrant in ${resolved.namespace}`;
      return [{
        rule: 'transition/grant-removed',
        severity: weight > 0 ? 'error' : 'warning',
        object: `${route.kind} ${route.key}`,
        message: `the ${object} that lets ${route.kind}s of '${route.namespace}' refer to Service ${resolved.key} is removed or narrowed, and ${ruleWords(rule)} still refers to it with weight ${weight}: ${weight > 0 ? 'its share gets 500' : 'the route reports ResolvedRefs false'}`,
        fix: commits(`take the reference to ${resolved.key} out of the route, its weight a commit before`, `remove the ${object}`),
      }];
    }));
  });
}
