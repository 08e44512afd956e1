import type { AppMetrics } from '../prometheus/metrics.js';

/** What the manifests say of where an app stands. */
export interface Standing {
  /** Weights by version, in percent, of the rule that splits. */
  readonly weights?: { readonly [version: string]: number };
  readonly stage?: string;
  readonly rollback?: string;
}

/** The weights of an app's split, and what its alerts say of stage and way back. */
export function weightsOf(objects: readonly any[], { app, services, versions, namespace }: AppMetrics): Standing {
  const byService = new Map(versions.map(version => [services[version] ?? `${app}-${version}`, version]));
  const rules = objects.filter(({ kind, metadata }) => (kind === 'HTTPRoute' || kind === 'GRPCRoute')
    && (namespace === undefined || (metadata?.namespace ?? 'default') === namespace)).flatMap(({ spec }) => (spec?.rules ?? []) as any[]);
  const splits = rules.map(({ backendRefs }) => ((backendRefs ?? []) as any[]).filter(({ name }) => byService.has(name)));
  // Of several rules the one with the most versions is the split; pins have one.
  const split = splits.sort((a, b) => b.length - a.length)[0] ?? [];
  const sum = split.reduce((all, { weight = 1 }) => all + weight, 0);
  const alert = objects.filter(({ kind }) => kind === 'PrometheusRule').flatMap(({ spec }) => ((spec?.groups ?? []) as any[]).flatMap(group => group?.rules ?? []))
    .find((rule: any) => rule?.labels?.app === app && rule?.annotations?.rollback !== undefined);
  return {
    ...sum > 0 && { weights: Object.fromEntries(split.map(({ name, weight = 1 }) => [byService.get(name)!, Math.round(10_000 * weight / sum) / 100])) },
    ...alert !== undefined && { stage: alert.labels.stage, rollback: alert.annotations.rollback },
  };
}
