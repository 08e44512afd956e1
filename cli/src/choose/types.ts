/** The patterns that `choose` can answer with. */
export type PatternId = 'canary' | 'blue-green' | 'ab-test' | 'tiers';

/** The questions, by the name that the table and the precedence use. */
export type QuestionId = 'instant-switch' | 'specific-users' | 'database-migration' | 'gradual' | 'tiers';

/** What can be added to a pattern to serve a second need. */
export type AdditionId = 'premium-pin' | 'preview-pin';

/** What one answer argues for. */
export interface Argument {
  readonly pattern: PatternId;
  readonly because: string;
}

/** A question of the framework; its id is its flag. */
export interface Question {
  readonly id: QuestionId;
  /** A name for sentences. */
  readonly title: string;
  readonly ask: string;
  readonly help: string;
  readonly yes: Argument;
  /** Absent where a no argues for nothing. */
  readonly no?: Argument;
}

/** A situation that answers a question by itself. */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly because: string;
  /** The questions it answers with yes; it argues for what the first of them argues for by precedence. */
  readonly implies: readonly QuestionId[];
}

/** A fact about the service that changes no pattern but may bring a warning. */
export interface Fact {
  readonly id: 'sticky-sessions' | 'queue-workers' | 'requests-per-minute' | 'error-rate';
  readonly kind: 'yes-no' | 'number' | 'share';
  readonly ask: string;
  readonly help: string;
}

/** What to do where the pattern that wins leaves another need open. */
export interface Combination {
  /** The pattern that won. */
  readonly pattern: PatternId;
  /** The need that argued for another one. */
  readonly need: QuestionId;
  /** What is added to the pattern for it. */
  readonly adds?: AdditionId;
  /** Whether the addition serves the need in full: then the answers do not contradict each other. */
  readonly servesBoth: boolean;
  readonly advice: string;
}

/** A pattern's description. */
export interface PatternInfo {
  readonly id: PatternId;
  readonly title: string;
  readonly summary: string;
  readonly watch: readonly string[];
}

/** All that was answered. */
export interface Answers {
  readonly questions: Readonly<Partial<Record<QuestionId, boolean>>>;
  readonly scenarios: readonly string[];
  readonly stickySessions?: boolean;
  readonly queueWorkers?: boolean;
  readonly requestsPerMinute?: number;
  readonly errorRate?: number;
}

/** How much traffic the first step of a canary needs to be judged. */
export interface TrafficNeed {
  readonly weight: number;
  readonly errorRate: number;
  readonly detects: number;
  readonly canaryRequests: number;
  readonly requestsPerStep: number;
  readonly requestsPerMinute?: number;
  readonly minutesPerStep?: number;
}

/** What a warning can look at. */
export interface WarningContext {
  readonly answers: Answers;
  readonly needs: readonly QuestionId[];
  readonly pattern: PatternId;
  readonly traffic?: TrafficNeed;
}

/** A thing that goes wrong whatever pattern is right. */
export interface WarningRule {
  readonly id: string;
  /** When it is given, in words. */
  readonly when: string;
  readonly message: string;
  readonly applies: (context: WarningContext) => boolean;
  /** Figures of the case at hand, put before the message. */
  readonly figures?: (context: WarningContext) => string;
}

/** A warning of one answer. */
export interface Warning {
  readonly id: string;
  readonly message: string;
}

/** The answer: what `choose --json` prints. */
export interface Decision {
  readonly pattern: PatternId;
  readonly with: readonly AdditionId[];
  readonly reasons: readonly string[];
  readonly warnings: readonly Warning[];
  readonly watch: readonly string[];
  readonly traffic?: TrafficNeed;
  readonly snippet: string;
}
