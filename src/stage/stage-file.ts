import { didYouMean, TrafficError } from '../errors';
import { quote } from '../names';
import { readYamlFile, readYamlText } from '../yaml-file';
import { BlueGreenStage } from './blue-green-stage';
import { CanaryStage, checkSteps } from './canary-stage';
import { checkGate, GateSettings } from './gate-settings';
import { BlueGreenState, CanaryState, VariantState } from './state';
import { VariantStage } from './variant-stage';
import { whatIfFile } from './what-if';

/**
 * The stage file `traffic.yaml`: the stage of each app as data beside the code, edited by people and by the command line.
 *
 * Keys are `app` or `app/pattern`, the pattern being canary, blue-green, ab-test or tiers.
 *
 * @example
 * const stages = Stages.fromFile('traffic.yaml');
 * stages.canary('task-api');
 */
export class Stages {
  /**
   * Reads a stage file.
   *
   * @param path relative to the working directory
   * @throws when the file cannot be read, is no valid YAML, or holds a key that is not known
   */
  public static fromFile(path: string): Stages {
    return Stages.of(path, readYamlFile('stage file', whatIfFile(path) ?? path));
  }

  /**
   * As `fromFile`, of a text that the file has, or is to have.
   *
   * @internal
   */
  public static _fromText(path: string, text: string): Stages {
    return Stages.of(path, readYamlText('stage file', path, text));
  }

  private static of(path: string, documents: unknown[]): Stages {
    if (documents.length > 1) throw new TrafficError(`stage file ${path} holds ${documents.length} YAML documents, but must hold one`);
    const root = documents[0] ?? {};
    if (typeof root !== 'object' || Array.isArray(root)) {
      throw new TrafficError(`stage file ${path} must be a map from app to its stage, such as "task-api: { pattern: canary, stage: baseline }"`);
    }
    const entries = new Map<string, Entry>();
    for (const [key, value] of Object.entries(root as object)) entries.set(key, checkEntry(path, key, value));
    return new Stages(path, entries);
  }

  private constructor(
    /** The file's path as given. */
    public readonly path: string,
    private readonly entries: Map<string, Entry>,
  ) {}

  /** Keys of the file: `app` or `app/pattern`, in its order. */
  public get apps(): string[] {
    return [...this.entries.keys()];
  }

  /** State of an app's canary. @throws when the file has none, with the nearest name, or a value is not allowed */
  public canary(app: string): CanaryState {
    const { key, entry } = this.find(app, 'canary');
    return this.in(key, () => {
      const { peak, after, externallyPromoted, pinnedRelease } = entry;
      if (pinnedRelease !== undefined && pinnedRelease !== 'rolling') {
        throw new TrafficError(`pinnedRelease is ${quote(pinnedRelease)}, but can only be rolling: audiences pinned to stable get the release as a rolling update${didYouMean(pinnedRelease, ['rolling'])}`);
      }
      if (after !== undefined && (after !== 'contained' || entry.stage !== 'deployed')) {
        throw new TrafficError(`after is ${quote(after)}, but only 'after: contained' beside 'stage: deployed' has a meaning`);
      }
      return new CanaryState({
        stage: canaryStage(entry.stage, { peak, afterContained: after === 'contained', externallyPromoted }),
        steps: entry.steps === undefined ? undefined : checkSteps(entry.steps),
        stableImage: entry.stable,
        canaryImage: entry.canary,
        variants: variantStages(entry),
        revert: entry.revert,
        pinnedRelease,
      });
    });
  }

  /** State of an app's blue-green pair. @throws as `canary` */
  public blueGreen(app: string): BlueGreenState {
    const { key, entry } = this.find(app, 'blue-green');
    return this.in(key, () => {
      if (entry.idle !== undefined && entry.idle !== 'full' && entry.idle !== 'reduced') {
        throw new TrafficError(`idle is ${quote(entry.idle)}, but must be full or reduced${didYouMean(String(entry.idle), ['full', 'reduced'])}`);
      }
      if (entry.stage === undefined) throw new TrafficError('stage is missing; write which side answers, such as "stage: blue"');
      const { active } = BlueGreenStage.named(entry.stage);
      const options = { idleAtFullSize: entry.idle !== 'reduced' };
      return new BlueGreenState({
        stage: active === 'blue' ? BlueGreenStage.blue(options) : BlueGreenStage.green(options),
        blueImage: entry.blue,
        greenImage: entry.green,
        variants: variantStages(entry),
      });
    });
  }

  /** State of an app's A/B test: the stage of each variant. @throws as `canary` */
  public abTest(app: string): VariantState {
    return this.variants(app, 'ab-test');
  }

  /** State of an app's tiers: the stage of each tier. @throws as `canary` */
  public tiers(app: string): VariantState {
    return this.variants(app, 'tiers');
  }

  /**
   * Why an app does not move on for now: its `hold`, which the command line writes and obeys; undefined where nothing holds it.
   *
   * @param app the key in the file: `app`, or `app/pattern`
   * @throws when the file has no such entry, with the nearest name
   */
  public holdReason(app: string): string | undefined {
    return this.entry(app).hold;
  }

  /**
   * What decides whether an app's canary may go on; empty where the file states nothing.
   *
   * @internal
   */
  public _gateOf(key: string): GateSettings {
    return this.entry(key).gate ?? {};
  }

  /**
   * The pattern of an entry: canary, blue-green, ab-test or tiers.
   *
   * @internal
   */
  public _patternOf(key: string): string {
    return this.entry(key).pattern;
  }

  private entry(key: string): Entry {
    const entry = this.entries.get(key);
    if (entry === undefined) {
      throw new TrafficError(`stage file ${this.path} has no entry '${key}', only ${this.apps.map(quote).join(', ') || 'nothing'}${didYouMean(key, this.apps)}`);
    }
    return entry;
  }

  private variants(app: string, pattern: string): VariantState {
    const { key, entry } = this.find(app, pattern);
    return this.in(key, () => new VariantState({ variants: variantStages(entry), images: entry.images }));
  }

  private find(app: string, pattern: string): { key: string; entry: Entry } {
    const exact = this.entries.get(`${app}/${pattern}`);
    if (exact !== undefined) return { key: `${app}/${pattern}`, entry: exact };
    const entry = this.entries.get(app);
    if (entry === undefined) {
      throw new TrafficError(`stage file ${this.path} has no entry '${app}' or '${app}/${pattern}', only ${this.apps.map(quote).join(', ') || 'nothing'}${didYouMean(app, this.apps)}`);
    }
    if (entry.pattern !== pattern) {
      throw new TrafficError(`stage file ${this.path}, ${app}: pattern is ${quote(entry.pattern)}, but a ${pattern} was asked for; correct it, or add an entry '${app}/${pattern}'`);
    }
    return { key: app, entry };
  }

  private in<T>(key: string, body: () => T): T {
    try {
      return body();
    } catch (error) {
      if (error instanceof TrafficError) throw new TrafficError(`stage file ${this.path}, ${key}: ${error.message}`);
      throw error;
    }
  }
}

interface Entry {
  readonly pattern: string;
  readonly stage?: string;
  readonly steps?: number[];
  readonly peak?: number;
  readonly after?: string;
  readonly revert?: boolean;
  readonly externallyPromoted?: boolean;
  readonly stable?: string;
  readonly canary?: string;
  readonly idle?: string;
  readonly blue?: string;
  readonly green?: string;
  readonly images?: { [name: string]: string };
  readonly variants?: { [name: string]: string };
  readonly pinnedRelease?: string;
  readonly hold?: string;
  readonly gate?: GateSettings;
}

const PATTERNS = ['canary', 'blue-green', 'ab-test', 'tiers'];
const KEYS: Record<string, { keys: string[] }> = {
  'canary': { keys: ['stage', 'steps', 'peak', 'after', 'revert', 'externallyPromoted', 'stable', 'canary', 'variants', 'pinnedRelease', 'hold', 'gate'] },
  'blue-green': { keys: ['stage', 'idle', 'blue', 'green', 'variants', 'hold', 'gate'] },
  'ab-test': { keys: ['images', 'variants', 'hold'] },
  'tiers': { keys: ['images', 'variants', 'hold'] },
};
const TYPES: Record<string, string> = {
  stage: 'string', peak: 'number', after: 'string', revert: 'boolean', externallyPromoted: 'boolean',
  stable: 'string', canary: 'string', idle: 'string', blue: 'string', green: 'string', images: 'object', variants: 'object',
  pinnedRelease: 'string', hold: 'string',
};

function checkEntry(path: string, key: string, value: unknown): Entry {
  const refuse = (problem: string): never => {
    throw new TrafficError(`stage file ${path}, ${key}: ${problem}`);
  };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse(`is ${quote(value)}, but must be a map with keys such as stage and steps`);
  }
  const entry = value as Record<string, unknown>;
  const ofKey = key.includes('/') ? key.slice(key.indexOf('/') + 1) : undefined;
  const pattern = entry.pattern ?? ofKey ?? 'canary';
  if (typeof pattern !== 'string' || !PATTERNS.includes(pattern)) {
    return refuse(`pattern is ${quote(pattern)}, but must be one of ${PATTERNS.join(', ')}${didYouMean(String(pattern), PATTERNS)}`);
  }
  if (ofKey !== undefined && pattern !== ofKey) refuse(`pattern is ${quote(pattern)}, but the key says ${quote(ofKey)}; leave pattern out or correct the key`);
  const known = ['pattern', ...KEYS[pattern].keys];
  for (const [name, content] of Object.entries(entry)) {
    if (!known.includes(name)) refuse(`has the key '${name}', but a ${pattern} knows ${known.join(', ')}${didYouMean(name, known)}`);
    const type = TYPES[name];
    if (type !== undefined && (typeof content !== type || content === null || Array.isArray(content))) {
      refuse(`${name} is ${quote(content)}, but must be a ${type === 'object' ? 'map' : type}`);
    }
  }
  for (const name of ['images', 'variants']) {
    for (const [item, content] of Object.entries(entry[name] ?? {})) {
      if (typeof content !== 'string') refuse(`${name}.${item} is ${quote(content)}, but must be a string`);
    }
  }
  if (entry.gate !== undefined) checkGate(`stage file ${path}, ${key}: gate`, entry.gate);
  return { ...entry, pattern } as Entry;
}

function canaryStage(
  name: string | undefined, options: { peak?: number; afterContained: boolean; externallyPromoted?: boolean },
): CanaryStage {
  if (name === undefined) throw new TrafficError('stage is missing; write "stage: baseline" for an app without a canary');
  const stage = CanaryStage.named(name);
  switch (stage.kind) {
    case 'deployed':
      return CanaryStage.deployed(options);
    case 'weight':
      return CanaryStage.weight(stage.percent, options);
    case 'settled':
      return CanaryStage.settled(options);
    case 'rolled-back':
      return CanaryStage.rolledBack(options);
    default:
      return stage;
  }
}

function variantStages(entry: Entry): { [name: string]: VariantStage } {
  return Object.fromEntries(Object.entries(entry.variants ?? {}).map(([name, stage]) => {
    try {
      return [name, VariantStage.named(stage)];
    } catch (error) {
      throw new TrafficError(`variants.${name}: ${(error as Error).message}`);
    }
  }));
}
