import { stringify } from 'yaml';
import { visibleJson } from '../escape.js';

/** The forms of a dashboard. */
export const DASHBOARD_FORMATS = ['json', 'configmap', 'grafana-dashboard'] as const;

/** Where an object of a dashboard is, and what finds it. */
export interface ObjectOptions {
  readonly name: string;
  readonly namespace?: string;
  /** Label by which the sidecar finds the ConfigMap, or the operator the Grafana, as NAME=VALUE. */
  readonly label?: readonly [string, string];
  /** Folder in Grafana. */
  readonly folder?: string;
}

/** A dashboard as text: JSON, the ConfigMap that Grafana's sidecar loads, or the GrafanaDashboard of its operator. */
export function dashboardText(dashboard: object, format: string, { name, namespace, label, folder }: ObjectOptions): string {
  const json = `${visibleJson(dashboard, 2)}\n`;
  if (format === 'json') return json;
  const metadata = { name, ...namespace === undefined ? {} : { namespace } };
  if (format === 'configmap') {
    const [key, value] = label ?? ['grafana_dashboard', '1'];
    return yaml({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { ...metadata, labels: { [key]: value }, ...folder === undefined ? {} : { annotations: { grafana_folder: folder } } },
      data: { [`${name}.json`]: json },
    });
  }
  const [key, value] = label ?? ['dashboards', 'grafana'];
  return yaml({
    apiVersion: 'grafana.integreatly.org/v1beta1',
    kind: 'GrafanaDashboard',
    metadata,
    spec: { instanceSelector: { matchLabels: { [key]: value } }, ...folder === undefined ? {} : { folder }, json },
  });
}

function yaml(object: object): string {
  return stringify(object, { lineWidth: 0, version: '1.1' });
}
