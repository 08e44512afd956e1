import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { PrometheusRule, PrometheusRuleSpecGroupsRules, PrometheusRuleSpecGroupsRulesExpr } from '../../imports/monitoring.coreos.com';
import { alertRules } from './alerts';
import { Monitoring } from './monitoring';
import { recordingRules } from './recording';
import { scrapeObject } from './scrape';
import { METRICS_ANNOTATION, metricsAnnotation, Watched } from './watched';

/** The objects of a pattern's monitoring. */
export interface MonitoringObjects {
  /** PodMonitor or ServiceMonitor, where one is asked for. */
  readonly monitor?: ApiObject;
  /** PrometheusRule, where it is asked for. */
  readonly rules?: ApiObject;
}

/**
 * Creates the objects of a pattern's monitoring. Their contents are computed at synthesis: audiences and mirrors come after the pattern.
 *
 * @param name of the objects
 */
export function monitoringObjects(scope: Construct, name: string, grpc: boolean, monitoring: Monitoring, watched: () => Watched): MonitoringObjects {
  const settings = monitoring._settings(grpc);
  const metadata = () => ({
    name,
    labels: settings.labels,
    annotations: { [METRICS_ANNOTATION]: Lazy.any({ produce: () => metricsAnnotation(settings, watched()) }) as any },
  });
  const object = (id: string, kind: string, spec: () => any) => new ApiObject(scope, id, {
    apiVersion: 'monitoring.coreos.com/v1', kind, metadata: metadata(), spec: Lazy.any({ produce: spec }),
  });
  return {
    monitor: settings.monitor === 'none' ? undefined
      : object('monitor', settings.monitor === 'pod' ? 'PodMonitor' : 'ServiceMonitor', () => scrapeObject(settings, watched()).spec),
    rules: !settings.rules ? undefined : object('rules', 'PrometheusRule', () => PrometheusRule.manifest({
      spec: {
        groups: [
          { name: `${name}.records`, rules: recordingRules(settings, watched()).map(ruleOf) },
          { name: `${name}.alerts`, rules: alertRules(settings, watched()).map(ruleOf) },
        ],
      },
    }).spec),
  };
}

/** The generated class writes an expression only as its own type. */
function ruleOf(rule: { readonly expr: string }): PrometheusRuleSpecGroupsRules {
  return { ...rule, expr: PrometheusRuleSpecGroupsRulesExpr.fromString(rule.expr) };
}
