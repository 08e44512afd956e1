import { TrafficModel } from '../../../../src/proof/model';
import { selects } from '../../../../src/proof/listeners';
import { podLabels, selectorOf } from '../../../../src/proof/rules/pods';
import { canonical } from '../../../../src/proof/plan/transitions/equal';
export function sideOf(objects: any[], stages?: any): any {
  const model = TrafficModel.fromManifests(objects);
  const workloads = new Map<string, any>();
  for (const o of objects) {
    if (!['Deployment','StatefulSet','DaemonSet'].includes(o.kind)) continue;
    const namespace = o.metadata.namespace ?? 'default', name = o.metadata.name;
    const hpa = objects.find(h => h.kind === 'HorizontalPodAutoscaler' && h.spec.scaleTargetRef.name === name);
    const replicas = hpa && o.spec.replicas !== 0 ? undefined : (o.spec.replicas ?? 1);
    workloads.set(`${o.kind} ${namespace}/${name}`, { key: `${o.kind} ${namespace}/${name}`, kind: o.kind, namespace, name, object: o, replicas,
      autoscaler: hpa && { key: `HorizontalPodAutoscaler ${namespace}/${hpa.metadata.name}`, min: hpa.spec.minReplicas ?? 1, max: hpa.spec.maxReplicas },
      capacity: replicas ?? hpa?.spec.minReplicas ?? 1, template: canonical(o.spec.template) });
  }
  return { objects, model, workloads, stages,
    podsOf: (s: string) => { const [ns, n] = s.split('/'); const svc = objects.find(o => o.kind === 'Service' && o.metadata.name === n && (o.metadata.namespace ?? 'default') === ns);
      const sel = svc && selectorOf(svc); if (!sel) return []; return [...workloads.values()].filter(w => w.namespace === ns && selects(sel, podLabels(w.object))); },
    object: (k: string) => objects.find(o => `${o.kind} ${o.metadata.namespace ?? 'default'}/${o.metadata.name}` === k) };
}
export function compareClasses(before: any, after: any): any[] {
  const all = [...before.model.classes(), ...after.model.classes()];
  const seen = new Set<string>();
  return all.filter(({ request }) => { const k = JSON.stringify(request.toJson?.() ?? request); return !seen.has(k) && !!seen.add(k); }).map(({ name, request }) => {
    const b = before.model.decide(request), a = after.model.decide(request);
    const ans = (d: any) => d.route !== undefined && (d.redirect || d.backends.length > 0);
    const change = ans(b) && (!ans(a) || a.errorShare > b.errorShare) ? 'loss' : !ans(b) && ans(a) ? 'gain' : !!b.redirect !== !!a.redirect ? 'break'
      : canonical(b.shares) !== canonical(a.shares) ? 'shift' : JSON.stringify([b.backends, b.redirect]) !== JSON.stringify([a.backends, a.redirect]) ? 'altered' : 'none';
    return { name, request, before: b, after: a, change };
  });
}
export function movesOf(): any[] { return []; }
