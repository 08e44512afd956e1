import { GATEWAY_GROUP, listOf, namespaceOf } from '../manifests';
import { Finding } from './finding';
import { Survey } from './survey';

/** Certificates of listeners in other namespaces, without a grant there (GatewayTLSConfig.certificateRefs). */
export function certificateRefs(survey: Survey): Finding[] {
  const grants = survey.manifests.of(GATEWAY_GROUP, 'ReferenceGrant');
  const hedge = survey.options.complete ? '' : ', and if the cluster has none either';
  return survey.manifests.of(GATEWAY_GROUP, 'Gateway').flatMap(gateway => listOf(gateway.spec?.listeners)
    .flatMap((listener, i) => listOf(listener?.tls?.certificateRefs).flatMap((ref, j): Finding[] => {
      const own = namespaceOf(gateway);
      const { namespace = own, name, kind = 'Secret', group = '' } = ref ?? {};
      const target: Target = { group, kind, namespace, name };
      if (namespace === own || grants.some(grant => permits(grant, own, target))) return [];
      return [{
        rule: 'reference/no-grant',
        severity: survey.outside,
        object: gateway,
        path: `spec.listeners[${i}].tls.certificateRefs[${j}]`,
        message: `the ${kind} ${namespace}/${name} is in another namespace, and no ReferenceGrant there lets Gateways of '${own}' refer to it${hedge}; listener '${listener?.name}' has no certificate then, and takes no connection`,
        fix: `Add a ReferenceGrant to the namespace '${namespace}': from {group: ${GATEWAY_GROUP}, kind: Gateway, namespace: ${own}}, to {group: "${group}", kind: ${kind}, name: ${name}}`,
      }];
    })));
}

interface Target {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Whether a grant lets Gateways of a namespace refer to the target (ReferenceGrantSpec). */
function permits(grant: any, from: string, target: Target): boolean {
  return namespaceOf(grant) === target.namespace
    && listOf(grant.spec?.from).some(one => one?.group === GATEWAY_GROUP && one?.kind === 'Gateway' && one?.namespace === from)
    && listOf(grant.spec?.to).some(one => (one?.group ?? '') === target.group && one?.kind === target.kind && (!one?.name || one.name === target.name));
}
