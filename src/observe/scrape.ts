import { PodMonitor, ServiceMonitor, ServiceMonitorSpecEndpointsTargetPort } from '../../imports/monitoring.coreos.com';
import { MonitoringSettings } from './monitoring';
import { Watched } from './watched';

/** The object that has Prometheus ask the pods of a pattern; undefined where something else does. */
export function scrapeObject(settings: MonitoringSettings, watched: Watched): any {
  const { monitor, portName, path, interval } = settings;
  const relabelings = relabelingsOf(watched);
  const selector = selectorOf(watched);
  switch (monitor) {
    case 'pod':
      return PodMonitor.manifest({ spec: { selector, podMetricsEndpoints: [{ port: portName, path, interval, relabelings: relabelings as any }] } });
    case 'service':
      return ServiceMonitor.manifest({
        spec: { selector, endpoints: [{ targetPort: ServiceMonitorSpecEndpointsTargetPort.fromString(portName), path, interval, relabelings: relabelings as any }] },
      });
    default:
      return undefined;
  }
}

/** The versions that this pattern makes and no others of the app, so that two patterns of one app do not scrape a pod twice. */
function selectorOf({ app, versionLabel, versions }: Watched) {
  return {
    matchLabels: { app },
    matchExpressions: [{ key: versionLabel, operator: 'In', values: versions.filter(({ own }) => own).map(({ name }) => name) }],
  };
}

/** Whatever the pods call it, samples have the labels `app` and `version`. */
function relabelingsOf({ versionLabel }: Watched) {
  // A ServiceMonitor finds Services, but its targets are their pods too.
  const label = (name: string) => `__meta_kubernetes_pod_label_${name.replace(/[^a-zA-Z0-9_]/g, '_')}`;
  return [
    { sourceLabels: [label('app')], targetLabel: 'app', action: 'replace' },
    { sourceLabels: [label(versionLabel)], targetLabel: 'version', action: 'replace' },
  ];
}
