import { ApiObject, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import { TrafficError } from '../errors';
import { checkWhole } from '../names';

/** Checks a pod priority: 0 to 1000000000; what is above belongs to the cluster's own pods. */
export function checkPodPriority(value: number): number {
  return checkWhole('podPriority', value, 0, 1_000_000_000);
}

/**
 * A PriorityClass (Kubernetes scheduling.k8s.io/v1). It belongs to the whole cluster: its name holds the namespace, and it must
 * carry none, which cdk8s would add.
 */
export function priorityClass(scope: Construct, name: string, value: number, description: string, namespaced: boolean): ApiObject {
  if (name.length > 253) {
    throw new TrafficError(`the PriorityClass name '${name}' has ${name.length} characters, but at most 253 are allowed; shorten the app's name`);
  }
  const object = new ApiObject(scope, 'priority-class', {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name },
    value: checkPodPriority(value),
    globalDefault: false,
    description,
  });
  if (namespaced) object.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
  return object;
}
