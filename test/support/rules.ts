/** The rules of design.md "Rules that hold for every pattern", judged on manifests alone; each broken one as a text. */
export function brokenRules(objects: any[]): string[] {
  const broken: string[] = [];
  const of = (kind: string) => objects.filter(object => object.kind === kind);
  const services = new Map(of('Service').map(service => [service.metadata.name, service]));
  for (const route of [...of('HTTPRoute'), ...of('GRPCRoute')]) {
    const names = route.spec.rules.map((rule: any) => rule.name);
    if (names.some((name: unknown) => typeof name !== 'string')) broken.push(`${route.metadata.name}: a rule has no name`);
    if (new Set(names).size !== names.length) broken.push(`${route.metadata.name}: rule names stand twice`);
    if (route.spec.rules.length > 16) broken.push(`${route.metadata.name}: more than 16 rules`);
    for (const parent of route.spec.parentRefs) {
      if (parent.group === undefined || parent.kind === undefined) broken.push('a parentRef leaves group or kind to be defaulted');
    }
    for (const rule of route.spec.rules) broken.push(...brokenRule(route, rule, services));
  }
  for (const deployment of of('Deployment')) {
    const labels = deployment.spec.selector.matchLabels;
    const { metadata, spec } = deployment.spec.template;
    if (JSON.stringify(labels) !== JSON.stringify(pick(metadata.labels, Object.keys(labels)))) broken.push(`${deployment.metadata.name}: selector and pod labels differ`);
    if (Object.keys(labels).length !== 2) broken.push(`${deployment.metadata.name}: identified by ${Object.keys(labels).length} labels`);
    const service = services.get(deployment.metadata.name);
    if (JSON.stringify(service?.spec.selector) !== JSON.stringify(labels)) broken.push(`${deployment.metadata.name}: its Service selects otherwise`);
    if (!spec.containers.some((container: any) => container.name === labels.app)) broken.push(`${deployment.metadata.name}: no container named as the app`);
    const scaled = of('HorizontalPodAutoscaler').some(hpa => hpa.spec.scaleTargetRef.name === deployment.metadata.name);
    if (!scaled && deployment.spec.replicas === undefined) broken.push(`${deployment.metadata.name}: neither replicas nor autoscaler`);
  }
  for (const object of of('PriorityClass')) {
    if (object.metadata.namespace !== undefined) broken.push(`PriorityClass ${object.metadata.name} has a namespace`);
  }
  return broken;
}

/** Weights of a rule by Service. */
export function weights(rule: any): Record<string, number> {
  return Object.fromEntries(rule.backendRefs.map((ref: any) => [ref.name, ref.weight]));
}

function brokenRule(route: any, rule: any, services: Map<string, any>): string[] {
  const at = `${route.metadata.name}/${rule.name}`;
  const broken: string[] = [];
  const list: number[] = rule.backendRefs.map((ref: any) => ref.weight);
  if (list.some(weight => !Number.isInteger(weight))) broken.push(`${at}: a weight is left to be defaulted`);
  const sum = list.reduce((total, weight) => total + weight, 0);
  if (sum === 0) broken.push(`${at}: weights sum to 0`);
  if (list.length > 1 && sum !== 100) broken.push(`${at}: weights sum to ${sum}`);
  for (const ref of rule.backendRefs) {
    if (ref.group === undefined || ref.kind === undefined) broken.push(`${at}: a backendRef leaves group or kind to be defaulted`);
    if (ref.namespace === undefined && !services.has(ref.name)) broken.push(`${at}: Service ${ref.name} is not there`);
  }
  if (route.kind === 'HTTPRoute' && !rule.matches.every((match: any) => match.path?.type !== undefined)) broken.push(`${at}: a path is left to be defaulted`);
  return broken;
}

function pick(labels: Record<string, string>, names: string[]): Record<string, string> {
  return Object.fromEntries(names.map(name => [name, labels[name]]));
}
