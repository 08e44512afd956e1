import { addCrdFiles } from './check/crd-files.js';
import { check } from './check/check.js';
import type { PlacedFinding } from './check/finding.js';
import { readSilences } from './check/silence.js';
import { summary } from './check/text.js';
import { UsageError } from './exit.js';
import { readManifests } from './input/read.js';
import { CATALOGUE, GATEWAY_NAMES } from './library.js';
import { suggestion } from './nearest.js';
import { embeddedStore } from './schema/installed.js';

/** Properties of the plugin in cdk8s.yaml; what the flags of `cdk8s-traffic check` are. */
export interface TrafficValidationProps {
  /** The manifests are all there is in the cluster. @default false */
  readonly complete?: boolean;
  /** A gateway whose missing features are reported. @default - none */
  readonly gateway?: string;
  /** Release channel of the embedded CRDs. @default 'standard' */
  readonly channel?: 'standard' | 'experimental';
  /** Files of CRDs to validate by. @default - the embedded ones */
  readonly crds?: readonly string[];
  /** The file with the silences. @default '.cdk8s-traffic.yaml', where there is one */
  readonly config?: string;
  /** Warnings fail the synthesis too. @default false */
  readonly strict?: boolean;
}

/** The parts of cdk8s-cli's ValidationContext that are used. */
interface ValidationContext {
  readonly manifests: readonly string[];
  readonly report: {
    addViolation(violation: {
      readonly ruleName: string; readonly recommendation: string; readonly fix: string;
      readonly violatingResources: { readonly resourceName: string; readonly locations: readonly string[]; readonly manifestPath: string }[];
    }): void;
    submit(status: 'success' | 'failure', metadata?: Record<string, string>): void;
  };
}

/**
 * The checks of `cdk8s-traffic check` as a validation plugin of cdk8s: `validations` in cdk8s.yaml. Errors fail the synthesis,
 * which leaves the manifests where they are.
 */
export class TrafficValidation {
  private readonly props: TrafficValidationProps;

  /** @throws where a property is unknown or of no use, so that a typo does not switch a check off */
  constructor(props: TrafficValidationProps = {}) {
    const known = ['complete', 'gateway', 'channel', 'crds', 'config', 'strict'];
    const unknown = Object.keys(props).find(name => !known.includes(name));
    if (unknown !== undefined) throw new UsageError(`properties of TrafficValidation in cdk8s.yaml: '${unknown}' is none of ${known.join(', ')}. ${suggestion(unknown, known)}`);
    if (props.gateway !== undefined && !GATEWAY_NAMES.includes(props.gateway)) {
      throw new UsageError(`properties of TrafficValidation in cdk8s.yaml: gateway is '${props.gateway}'. ${suggestion(props.gateway, GATEWAY_NAMES)}`);
    }
    if (props.channel !== undefined && !['standard', 'experimental'].includes(props.channel)) {
      throw new UsageError(`properties of TrafficValidation in cdk8s.yaml: channel is '${String(props.channel)}', but must be standard or experimental`);
    }
    this.props = props;
  }

  /** Checks the manifests that were synthesised, all together. */
  async validate(context: ValidationContext): Promise<void> {
    const { complete, gateway, channel = 'standard', crds = [], config, strict } = this.props;
    const store = embeddedStore(channel);
    await addCrdFiles(store, crds, process.stdin);
    const read = await readManifests(context.manifests, { stdin: process.stdin, cwd: process.cwd() });
    const result = check(read, store, { channel, complete, gateway, silences: readSilences(config) });
    for (const finding of result.findings) context.report.addViolation(violationOf(finding));
    const failed = result.findings.some(({ severity }) => severity === 'error') || (result.omitted?.errors ?? 0) > 0 || (strict === true && result.findings.length > 0);
    context.report.submit(failed ? 'failure' : 'success', { found: summary(result).split(';')[0] });
  }
}

function violationOf({ rule, severity, object, path, message, fix, file, line, column }: PlacedFinding) {
  const entry = CATALOGUE.find(({ id }) => id === rule);
  return {
    ruleName: `${rule} (${severity})`,
    recommendation: message,
    fix: fix ?? entry?.fix ?? 'see docs/findings.md',
    violatingResources: [{
      resourceName: object === '' ? 'the document' : object,
      locations: [`${path === '' ? '' : `${path} `}(line ${line ?? 1}, column ${column ?? 1})`],
      manifestPath: file,
    }],
  };
}
