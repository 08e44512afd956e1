import { Option, type Command } from 'commander';
import { addCrdFiles } from '../check/crd-files.js';
import { check as checkManifests } from '../check/check.js';
import type { CheckResult } from '../check/finding.js';
import { renderGithub } from '../check/github.js';
import { toSarif } from '../check/sarif.js';
import { CONFIG_FILE, readSilences } from '../check/silence.js';
import { renderFindings, summary } from '../check/text.js';
import type { CliCommand, Context } from '../command.js';
import { Exit } from '../exit.js';
import { readWithProgress } from '../input/reading.js';
import { GATEWAY_NAMES } from '../library.js';
import { addCommonOptions, formatOf, oneOf, type CommonOptions } from '../options.js';
import { withProgress } from '../progress.js';
import { ownVersion } from '../version.js';

const FORMATS = ['text', 'json', 'sarif', 'github'] as const;
const CHANNELS = ['standard', 'experimental'] as const;

type CheckOptions = CommonOptions & {
  readonly crds?: readonly string[];
  readonly channel?: typeof CHANNELS[number];
  readonly complete?: boolean;
  readonly gateway?: string;
  readonly config?: string;
};

/** `check`: schema, validation rules and what does not go together. */
export const check: CliCommand = {
  name: 'check',
  summary: 'what an API server would refuse, and what does not go together',

  configure(command: Command): void {
    command
      .argument('<manifests...>', 'files, folders, - for standard input, or git:REV:PATH')
      .option('--crds <file...>', 'CRDs to validate by, in place of the embedded ones for their kinds; after the manifests')
      .addOption(new Option('--channel <channel>', 'release channel of the embedded Gateway API CRDs (default standard)').argParser(oneOf(CHANNELS)))
      .option('--complete', 'the manifests are all there is: a reference to something outside of them is an error')
      .addOption(new Option('--gateway <name>', `also report what this gateway does not support: ${GATEWAY_NAMES.join(', ')}`).argParser(oneOf(GATEWAY_NAMES)))
      .option('--config <file>', `silences, each with its reason (default ${CONFIG_FILE}, where there is one)`);
    addCommonOptions(command, FORMATS);
    command.addHelpText('after', `
Examples:
  cdk8s-traffic check dist
  cdk8s-traffic check dist --gateway envoy-gateway --strict
  cdk8s-traffic check dist --crds standard-install.yaml --format sarif > check.sarif
  kubectl get gateways,httproutes,services,referencegrants -A -o yaml | cdk8s-traffic check - --complete`);
  },

  async run(command: Command, context: Context): Promise<number> {
    const { console, terminal } = context;
    const options = command.opts<CheckOptions>();
    const format = formatOf(options, FORMATS);
    const { channel = 'standard', complete, gateway } = options;
    const silences = readSilences(options.config);
    // Loaded here, because CEL takes longer to load than the other commands to run.
    const { embeddedStore } = await import('../schema/installed.js');
    const store = embeddedStore(channel);
    await addCrdFiles(store, options.crds ?? [], terminal.input);
    const read = await readWithProgress(command.args, context);
    const result = await withProgress(console, 'checking', step => checkManifests(read, store, { channel, complete, gateway, silences }, step));
    for (const { rule, object } of result.unused) {
      console.warn('check/unused-silence', `the configuration silences ${rule} of ${object}, but nothing is found there; remove the entry`);
    }
    report(result, format, context);
    const { findings } = result;
    if (findings.some(({ severity }) => severity === 'error') || (result.omitted?.errors ?? 0) > 0) return Exit.findings;
    return options.strict && findings.length + result.unused.length + read.warnings.length > 0 ? Exit.findings : Exit.done;
  },
};

function report(result: CheckResult, format: string, { console }: Context): void {
  const { findings, silenced, objects, omitted } = result;
  if (format === 'json') {
    console.json({ findings, silenced, objects, ...(omitted === undefined ? {} : { omitted }) });
  } else if (format === 'sarif') {
    console.json(toSarif(result, ownVersion()));
  } else if (format === 'github') {
    if (findings.length > 0) console.answer(renderGithub(findings));
    console.note(summary(result));
  } else {
    console.answer(renderFindings(result, console));
  }
}
