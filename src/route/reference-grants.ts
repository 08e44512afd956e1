import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { ReferenceGrant } from '../../imports/gateway.networking.k8s.io';
import { TrafficError } from '../errors';
import { Backend } from '../traffic/backend';
import { RouteProtocol } from './protocol';
import type { TrafficRoute } from './traffic-route';

/** The most entries of ReferenceGrantSpec.to. */
const MOST_SERVICES = 16;

/**
 * The ReferenceGrants of one route: one object in each foreign namespace, naming each Service (a grant without `to.name` would
 * open every Service of the namespace); a further object for each 16 Services.
 */
export class ReferenceGrants {
  private readonly services = new Map<string, string[][]>();

  public constructor(
    private readonly route: TrafficRoute,
    private readonly protocol: RouteProtocol,
    private readonly routeNamespace: string | undefined,
  ) {}

  /** Grants the route the use of a backend, if that is in another namespace. */
  public add(backend: Backend): void {
    if (backend.namespace === undefined || backend.namespace === this.routeNamespace) return;
    if (this.routeNamespace === undefined) {
      throw new TrafficError(
        `the backend ${backend.describe()} is in another namespace, and its ReferenceGrant must name the route's: give the chart a namespace`);
    }
    const lists = this.services.get(backend.namespace) ?? [];
    if (lists.some(names => names.includes(backend.serviceName))) return;
    this.services.set(backend.namespace, lists);
    const last = lists[lists.length - 1];
    if (last !== undefined && last.length < MOST_SERVICES) {
      last.push(backend.serviceName);
      return;
    }
    const names = [backend.serviceName];
    lists.push(names);
    this.create(this.route, backend.namespace, this.routeNamespace, names, lists.length === 1 ? '' : `-${lists.length}`);
  }

  private create(scope: Construct, namespace: string, routeNamespace: string, services: string[], suffix: string): void {
    const spec = () => ReferenceGrant.manifest({
      spec: {
        from: [{
          group: 'gateway.networking.k8s.io',
          kind: this.protocol === RouteProtocol.GRPC ? 'GRPCRoute' : 'HTTPRoute',
          namespace: routeNamespace,
        }],
        to: [...services].sort().map(name => ({ group: '', kind: 'Service', name })),
      },
    }).spec;
    new ApiObject(scope, `grant-${namespace}${suffix}`, {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'ReferenceGrant',
      metadata: { name: `${routeNamespace}-${this.route.routeName}${suffix}`, namespace },
      spec: Lazy.any({ produce: spec }),
    });
  }
}
