// Fields of built-in kinds whose values are limited; the OpenAPI files do not say so. Keys are type and field.

/** The values that a field can have, in the order of the server's message. */
export const ENUMS: ReadonlyMap<string, readonly string[]> = new Map([
  ['Container.imagePullPolicy', ['Always', 'IfNotPresent', 'Never']],
  ['Container.terminationMessagePolicy', ['File', 'FallbackToLogsOnError']],
  ['ContainerPort.protocol', ['SCTP', 'TCP', 'UDP']],
  ['ServicePort.protocol', ['SCTP', 'TCP', 'UDP']],
  ['NetworkPolicyPort.protocol', ['SCTP', 'TCP', 'UDP']],
  ['HTTPGetAction.scheme', ['HTTP', 'HTTPS']],
  ['PodSpec.restartPolicy', ['Always', 'OnFailure', 'Never']],
  ['PodSpec.dnsPolicy', ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None']],
  ['PodSpec.preemptionPolicy', ['PreemptLowerPriority', 'Never']],
  ['Toleration.operator', ['Equal', 'Exists']],
  ['Toleration.effect', ['NoSchedule', 'PreferNoSchedule', 'NoExecute']],
  ['TopologySpreadConstraint.whenUnsatisfiable', ['DoNotSchedule', 'ScheduleAnyway']],
  ['SeccompProfile.type', ['Localhost', 'RuntimeDefault', 'Unconfined']],
  ['DeploymentStrategy.type', ['Recreate', 'RollingUpdate']],
  ['ServiceSpec.type', ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']],
  ['ServiceSpec.sessionAffinity', ['ClientIP', 'None']],
  ['ServiceSpec.externalTrafficPolicy', ['Cluster', 'Local']],
  ['ServiceSpec.internalTrafficPolicy', ['Cluster', 'Local']],
  ['CronJobSpec.concurrencyPolicy', ['Allow', 'Forbid', 'Replace']],
  ['NetworkPolicySpec.policyTypes', ['Egress', 'Ingress']],
  ['HTTPIngressPath.pathType', ['Exact', 'ImplementationSpecific', 'Prefix']],
  ['PodDisruptionBudgetSpec.unhealthyPodEvictionPolicy', ['AlwaysAllow', 'IfHealthyBudget']],
  ['MetricSpec.type', ['ContainerResource', 'External', 'Object', 'Pods', 'Resource']],
  ['HPAScalingRules.selectPolicy', ['Disabled', 'Max', 'Min']],
  ['HPAScalingPolicy.type', ['Percent', 'Pods']],
  ['MetricTarget.type', ['AverageValue', 'Utilization', 'Value']],
]);

/** Numbers that must not be negative. */
export const NONNEGATIVE: ReadonlySet<string> = new Set([
  ...['DeploymentSpec', 'StatefulSetSpec', 'ReplicaSetSpec', 'ReplicationControllerSpec'].map(type => `${type}.replicas`),
  ...['DeploymentSpec', 'StatefulSetSpec', 'ReplicaSetSpec', 'DaemonSetSpec'].map(type => `${type}.minReadySeconds`),
  'ReplicationControllerSpec.minReadySeconds',
  ...['DeploymentSpec', 'StatefulSetSpec', 'DaemonSetSpec'].map(type => `${type}.revisionHistoryLimit`),
  'DeploymentSpec.progressDeadlineSeconds',
  ...['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'].map(field => `Probe.${field}`),
  ...['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished'].map(field => `JobSpec.${field}`),
  ...['startingDeadlineSeconds', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit'].map(field => `CronJobSpec.${field}`),
  'PodSpec.terminationGracePeriodSeconds',
]);

/** Ports by number, or by name where the schema lets one. */
export const PORTS: ReadonlySet<string> = new Set([
  'ContainerPort.containerPort', 'ServicePort.port', 'ServicePort.targetPort',
  'HTTPGetAction.port', 'TCPSocketAction.port', 'GRPCAction.port',
  'NetworkPolicyPort.port', 'core.v1.EndpointPort.port', 'discovery.v1.EndpointPort.port', 'ServiceBackendPort.number',
]);
