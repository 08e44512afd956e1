/** A small shop that a case changes: one route, a stable and a canary version, and what a case adds. */
export interface Shop {
  readonly stable: any;
  readonly canary: any;
  readonly stableService: any;
  readonly canaryService: any;
  readonly route: any;
  /** Further objects. */
  more: any[];
  /** Objects that are left out. */
  gone: any[];
  /** The stage file. */
  stages?: { [app: string]: any };
}

/** A change of the shop. */
export type Edit = (shop: Shop) => void;

/** A shop: stable has 90 % on 10 pods, the canary 10 % on 5. */
export function shop(...edits: Edit[]): { readonly objects: any[]; readonly stages?: { readonly [app: string]: any } } {
  const made: Shop = {
    stable: deployment('cart-stable', 10),
    canary: deployment('cart-canary', 5),
    stableService: service('cart-stable'),
    canaryService: service('cart-canary'),
    route: route('cart', [rule('split', 'cart-stable=90', 'cart-canary=10')]),
    more: [],
    gone: [],
  };
  edits.forEach(edit => edit(made));
  const { stable, canary, stableService, canaryService, gone, more, stages } = made;
  return { objects: [stable, canary, stableService, canaryService, made.route, ...more].filter(object => !gone.includes(object)), stages };
}

/** A Deployment 'app-version' of namespace 'shop' with an image and port 8080. */
export function deployment(name: string, replicas: number, more: object = {}): any {
  const labels = labelsOf(name);
  return {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'shop' },
    spec: {
      replicas, selector: { matchLabels: labels }, ...more,
      template: { metadata: { labels }, spec: { containers: [{ name: 'cart', image: `${name}:1`, ports: [{ containerPort: 8080 }] }] } },
    },
  };
}

/** The Service of a Deployment, port 80 to 8080. */
export function service(name: string, namespace = 'shop'): any {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: { selector: labelsOf(name), ports: [{ port: 80, targetPort: 8080 }] } };
}

/** An HTTPRoute of namespace 'shop' for 'shop.example.com'. */
export function route(name: string, rules: any[], hostnames = ['shop.example.com']): any {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name, namespace: 'shop' },
    spec: { parentRefs: [{ name: 'edge' }], hostnames, rules },
  };
}

/** A rule for /cart with backends as 'name=weight'. */
export function rule(name: string, ...backends: string[]): any {
  return { name, matches: [{ path: { type: 'PathPrefix', value: '/cart' } }], backendRefs: backends.map(backend) };
}

/** A rule for /cart and the header x-tier: premium. */
export function pin(name: string, ...backends: string[]): any {
  const made = rule(name, ...backends);
  return { ...made, matches: [{ ...made.matches[0], headers: [{ name: 'x-tier', value: 'premium' }] }] };
}

/** An object of any kind in namespace 'shop'. */
export function object(apiVersion: string, kind: string, name: string, rest: object): any {
  return { apiVersion, kind, metadata: { name, namespace: 'shop' }, ...rest };
}

/** An autoscaler of a Deployment. */
export function autoscaler(name: string, minReplicas: number): any {
  return object('autoscaling/v2', 'HorizontalPodAutoscaler', name, {
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name }, minReplicas, maxReplicas: 20 },
  });
}

/** The weights of the first rule. */
export function weights(stable: number, canary: number): Edit {
  return ({ route: { spec } }) => {
    spec.rules[spec.rules.length - 1].backendRefs = [backend(`cart-stable=${stable}`), backend(`cart-canary=${canary}`)];
  };
}

/** Another image in the pods of a version. */
export function image(version: 'stable' | 'canary', tag: string): Edit {
  return made => {
    containerOf(made[version]).image = `cart-${version}:${tag}`;
  };
}

/** Pods of a version; undefined states none. */
export function replicas(version: 'stable' | 'canary', count: number | undefined): Edit {
  return made => {
    made[version].spec.replicas = count;
  };
}

/** Leaves objects out. */
export function without(...names: ('stable' | 'canary' | 'stableService' | 'canaryService' | 'route')[]): Edit {
  return made => {
    made.gone.push(...names.map(name => made[name]));
  };
}

/** Adds objects. */
export function add(...objects: any[]): Edit {
  return made => {
    made.more.push(...objects);
  };
}

/** Sets the rules of the route. */
export function rules(...list: any[]): Edit {
  return made => {
    made.route.spec.rules = list;
  };
}

/** The stage of the canary 'cart' in the stage file. */
export function stage(name: string, more: object = {}): Edit {
  return made => {
    made.stages = { ...made.stages, cart: { pattern: 'canary', stage: name, ...more } };
  };
}

/** The only container of a Deployment. */
export function containerOf(made: any): any {
  return made.spec.template.spec.containers[0];
}

function backend(text: string): any {
  const [name, weight] = text.split('=');
  return { name, port: 80, weight: Number(weight ?? 1) };
}

function labelsOf(name: string): { [label: string]: string } {
  const [app, version] = name.split('-');
  if (version === undefined) return { app };
  return version === 'blue' || version === 'green' ? { app, environment: version } : { app, version };
}
