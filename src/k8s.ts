/**
 * The one door to the generated Kubernetes classes: a newer cdk8s-plus is a change of this line only.
 */
export { k8s } from 'cdk8s-plus-27';
