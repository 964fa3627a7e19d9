import { rulesFor } from '../harness/gate/rules-for.ts';
import type { Host } from '../harness/host.ts';
import type { GateOptions } from '../harness/model/documents/gate-document.ts';
import type { OnInconclusive } from '../harness/model/scenario/on-inconclusive.ts';
import type { Config } from '../harness/scenario/config.ts';
import type { ScenarioRequest } from '../harness/scenario/resolve-scenarios.ts';
import { MAX_TIME_MS, type PairOptions } from './groups/pairs.ts';
import { openProject, type ProjectWords, repeatedProject } from './groups/project.ts';
import { type ReportChoice, type ReportWords, readReports } from './groups/reports.ts';
import {
  checkSameInputs,
  readSameInputs,
  type SameInputs,
  type SameInputsRequest,
  type SameInputsWords,
} from './groups/same-inputs.ts';
import { type ProjectRequest, readScenarios, type ScenarioWords } from './groups/scenarios.ts';
import { badOption, badProperty } from './values/bad-option.ts';
import { checkConfidence, DEFAULT_CONFIDENCE, readConfidence } from './values/confidence.ts';
import { checkMargin, readMargin } from './values/margin.ts';
import { checkSeed, readSeed } from './values/seed.ts';

/** What `gate` holds a project against, and how it is told. */
export interface GateProjectOptions extends Omit<PairOptions, 'margin'>, SameInputs {
  readonly config: Config;
  /** What the scenarios are found by: where that is nothing, those of the base can be missed. */
  readonly wanted: ScenarioRequest;
  /** A commit as git names it; null: found from the surroundings, unless a baseline is named. */
  readonly base: string | null;
  /** Name of a stored baseline; null: none. */
  readonly baseline: string | null;
  /** How it is judged, as the report says it. */
  readonly options: GateOptions;
  /** Whether what came out better or worse is profiled on both sides. */
  readonly explain: boolean;
  /** Words that commands to see it again repeat: `--config ci.mjs`. */
  readonly given: readonly string[];
  readonly reports: readonly ReportChoice[];
}

/** As a command line says it. */
export interface GateWords extends ProjectWords, ScenarioWords, ReportWords, SameInputsWords {
  readonly base?: string;
  readonly baseline?: string;
  readonly onInconclusive?: OnInconclusive;
  readonly reportOnly?: boolean;
  readonly requireBaseline?: boolean;
  readonly budgetSeconds?: string;
  readonly confidence?: string;
  readonly margin?: string;
  /** false: `--no-explain`. */
  readonly explain?: boolean;
  readonly seed?: string;
  /** The severity from which an audit of the changed lines fails the gate. */
  readonly audit?: string;
}

/** As a program says it. */
export interface GateRequest extends ProjectRequest, SameInputsRequest {
  /** A commit as git names it. Default: found from the surroundings, unless a baseline is named. */
  readonly base?: string;
  /** Name of a stored baseline. */
  readonly baseline?: string;
  /** What an undecided change counts as. Default: `warn`. */
  readonly onInconclusive?: OnInconclusive;
  /** Judge and tell, but have `exit_code` say 0. Default: false. */
  readonly reportOnly?: boolean;
  /** Something to compare with must be there. Default: false. */
  readonly requireBaseline?: boolean;
  /** For all scenarios together, seconds above 0. */
  readonly budgetSeconds?: number;
  /** Of each verdict, from 0.5 to 0.999. Default: 0.95. */
  readonly confidence?: number;
  /** Change that counts as none, as a ratio: 0.02 for 2 %. Default: each metric's own. */
  readonly margin?: number;
  /** Whether what came out better or worse is profiled on both sides. Default: true. */
  readonly explain?: boolean;
}

/** @throws UserError for a word that cannot be taken, and for a configuration that cannot be read. */
export async function readGate(host: Host, words: GateWords): Promise<GateProjectOptions> {
  const { budgetSeconds, confidence, margin } = words;
  const judged = judgedBy(words, {
    budgetSeconds: budgetSeconds === undefined ? null : readSeconds(budgetSeconds),
    confidence: confidence === undefined ? DEFAULT_CONFIDENCE : readConfidence(confidence),
    margin: margin === undefined ? null : readMargin(margin),
  });
  const seed = readSeed(words.seed);
  const wanted = readScenarios(words);
  const config = await openProject(host, words);
  const reports = readReports(host, words, config.reporters, { hasRuns: true });
  const same = readSameInputs(words);
  return { ...judged, ...same, config, wanted, seed, given: repeatedProject(host, words), reports };
}

/** @throws UserError for a property that cannot be taken. */
export function checkGate(config: Config, request: GateRequest): GateProjectOptions {
  const { budgetSeconds, confidence, margin } = request;
  const judged = judgedBy(request, {
    budgetSeconds: budgetSeconds === undefined ? null : checkSeconds(budgetSeconds),
    confidence: confidence === undefined ? DEFAULT_CONFIDENCE : checkConfidence(confidence),
    margin: margin === undefined ? null : checkMargin(margin),
  });
  const seed = checkSeed(request.seed);
  const same = checkSameInputs(request);
  return {
    ...judged,
    ...same,
    config,
    wanted: readScenarios(request),
    seed,
    given: [],
    reports: [],
  };
}

/** What words and properties say alike, beside the numbers. */
function judgedBy(
  said: Pick<
    GateWords,
    'base' | 'baseline' | 'onInconclusive' | 'reportOnly' | 'requireBaseline' | 'explain'
  >,
  numbers: {
    readonly budgetSeconds: number | null;
    readonly confidence: number;
    readonly margin: number | null;
  },
) {
  const { base = null, baseline = null, explain = true } = said;
  const { budgetSeconds, confidence, margin } = numbers;
  const options: GateOptions = {
    on_inconclusive: said.onInconclusive ?? 'warn',
    report_only: said.reportOnly ?? false,
    require_baseline: said.requireBaseline ?? false,
    budget_seconds: budgetSeconds,
    confidence,
    margin,
  };
  const measured = { explain, rules: rulesFor(confidence), maxTimeMs: MAX_TIME_MS };
  return { base, baseline, options, ...measured };
}

function isTime(seconds: number): boolean {
  return Number.isFinite(seconds) && seconds > 0;
}

/** `300`, or `300 s`. @throws UserError */
function readSeconds(text: string): number {
  const seconds = Number(text.trim().replace(/\s*s$/u, '') || Number.NaN);
  if (isTime(seconds)) return seconds;
  throw badOption(
    `--budget-seconds takes a number of seconds above 0, such as 300; found "${text}".`,
  );
}

/** @throws UserError */
function checkSeconds(seconds: number): number {
  if (isTime(seconds)) return seconds;
  throw badProperty(
    `budgetSeconds is a number of seconds above 0; found ${seconds}`,
    'budgetSeconds: 300',
  );
}
