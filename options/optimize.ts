import type { Host } from '../harness/host.ts';
import type { Config } from '../harness/scenario/config.ts';
import {
  type AskedPrograms,
  namedPrograms,
  type ProgramWords,
  usualPrograms,
} from './groups/programs.ts';
import { openProject } from './groups/project.ts';
import { type ReportChoice, type ReportWords, readReports } from './groups/reports.ts';
import { readLongDuration, unreadable } from './values/long-duration.ts';

/** What `optimize` is to improve, how far it may go by itself, and how it is told. */
export interface OptimizeOptions {
  readonly config: Config;
  readonly request: LoopRequest;
  readonly answers: GivenAnswers;
  readonly reports: readonly ReportChoice[];
}

/** What the loop is asked for; undefined: as it was begun, or by its defaults. */
export interface LoopRequest extends LoopProblem, HowChangesAreTried {
  /** Folder of the project, absolute. */
  readonly root: string;
  readonly planOnly: boolean;
  readonly accept: AcceptedEvidence | undefined;
  readonly resume: boolean;
  readonly fresh: boolean;
  /** Gates that are said yes to ahead. */
  readonly approve: readonly GateOfLoop[];
  /** Per cent. */
  readonly plateau: number | undefined;
  /** Who was named for this run; undefined: nobody. */
  readonly programs: AskedPrograms | undefined;
  /** Who is asked where nobody is named and none was before. */
  readonly usualPrograms: AskedPrograms | undefined;
}

/** As it is written: what is missing may stand in the loop that is gone on with. */
interface LoopProblem {
  readonly target: string | undefined;
  readonly observed: string | undefined;
  readonly goal: string | undefined;
  readonly maxCycles: string | undefined;
  readonly auditReport: string | undefined;
}

/** How changes are tried. */
export interface HowChangesAreTried {
  readonly executor: LoopExecutor | undefined;
  /** For the changes of a cycle, milliseconds. */
  readonly timeBudgetMs: number | undefined;
  readonly push: boolean | undefined;
}

/** What is answered ahead to whoever blocks. */
export interface GivenAnswers {
  /** Why a BLOCK of the Wrong Tool Gate is overridden; null: it is not. */
  readonly waive: string | null;
  /** Why a NO_GO of the plan check is overridden; null: it is not. */
  readonly waivePlan: string | null;
  /** Who says so. */
  readonly by: string;
}

const GATES = ['gate1', 'gate2'] as const;
export type GateOfLoop = (typeof GATES)[number];

/** The weakest evidence for a change that is taken. */
export type AcceptedEvidence = 'proven' | 'guarded' | 'checked';

export type LoopExecutor = 'strike' | 'sequential' | 'function';

/** As a command line says it. */
export interface OptimizeWords extends ProgramWords, ReportWords {
  readonly target?: string;
  readonly observed?: string;
  readonly goal?: string;
  readonly maxCycles?: string;
  readonly plateau?: string;
  readonly auditReport?: string;
  readonly planOnly?: boolean;
  readonly accept?: AcceptedEvidence;
  readonly approve?: string;
  readonly waive?: string;
  readonly waivePlan?: string;
  readonly resume?: boolean;
  readonly fresh?: boolean;
  readonly timeBudget?: string;
  readonly executor?: LoopExecutor;
  readonly push?: boolean;
  readonly config?: string;
}

/** @throws UserError for a word that cannot be taken, and for a configuration that cannot be read. */
export async function readOptimize(host: Host, words: OptimizeWords): Promise<OptimizeOptions> {
  const { target, observed, goal, maxCycles, auditReport, accept, executor, push } = words;
  const { planOnly = false, resume = false, fresh = false, timeBudget } = words;
  const config = await openProject(host, { config: words.config });
  const request: LoopRequest = {
    target,
    observed,
    goal,
    maxCycles,
    auditReport,
    accept,
    executor,
    push,
    planOnly,
    resume,
    fresh,
    root: host.cwd,
    approve: readGates(words.approve),
    plateau: readPlateau(words.plateau),
    timeBudgetMs:
      timeBudget === undefined ? undefined : readLongDuration('--time-budget', timeBudget),
    ...readPrograms(host, words, config),
  };
  const answers = {
    waive: readReason('--waive', words.waive),
    waivePlan: readReason('--waive-plan', words.waivePlan),
    by: host.env.USER ?? host.env.USERNAME ?? 'unknown',
  };
  return { config, request, answers, reports: readReports(host, words) };
}

function readPrograms(
  host: Host,
  words: ProgramWords,
  { optimize }: Config,
): Pick<LoopRequest, 'programs' | 'usualPrograms'> {
  const programs = namedPrograms(host, words, optimize);
  return programs === null
    ? { programs: undefined, usualPrograms: usualPrograms(optimize) }
    : { programs, usualPrograms: undefined };
}

/** `gate1,gate2`. @throws UserError for another name. */
function readGates(text: string | undefined): readonly GateOfLoop[] {
  if (text === undefined) return [];
  return text.split(',').map((name) => {
    const gate = GATES.find((one) => one === name.trim());
    if (gate !== undefined) return gate;
    throw unreadable('--approve', text, 'it takes gate1, gate2, or both with a comma');
  });
}

/** `5%` or `5`. @throws UserError for what is no percentage. */
function readPlateau(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text.replace(/\s*%$/u, ''));
  if (text.trim() !== '' && value >= 0 && value < 100) return value;
  throw unreadable('--plateau', text, 'it takes a percentage from 0 to below 100');
}

/** A word for something that is overridden has to be there. @throws UserError for an empty one. */
function readReason(option: string, text: string | undefined): string | null {
  if (text === undefined) return null;
  if (text.trim() !== '') return text.trim();
  throw unreadable(option, text, 'it takes the reason why it is overridden');
}
