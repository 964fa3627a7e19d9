import {
  type CommandContext,
  type Config,
  type Flags,
  type Host,
  type Outcome,
  optionError,
  pages,
  readDuration,
} from 'perf-harness/plugin';
import type { Programs } from '../generators/external-program-settings.ts';
import { readLoopReport } from '../optimization-loop-status-reports-and-cleanup.ts';
import { type OptimizeRequest, optimize } from '../optimize.ts';
import type { ReportWriter, UserAnswers } from '../phase-worker-interfaces.ts';
import { readSettings } from '../settings/read-optimize-settings.ts';
import { optimizationView } from '../view/optimization-view.ts';
import { composeWorkers } from './create-cli-phase-workers.ts';
import type { OPTIMIZE_OPTIONS } from './optimize-command-options.ts';
import {
  parseProgramFlags,
  resolveConfiguredPrograms,
} from './parse-generator-and-reviewer-options.ts';

/** Reports that every loop writes to its folder, whatever else is requested. */
const REPORTS: readonly ReportWriter[] = [
  { name: 'report.md', render: (document) => pages.renderMarkdown(optimizationView(document)) },
  { name: 'report.html', render: (document) => pages.renderPage(optimizationView(document)) },
];

/** Improves a target in cycles; an unapproved gate pauses the loop. */
export async function runOptimize(
  context: CommandContext<typeof OPTIMIZE_OPTIONS>,
  compose: typeof composeWorkers = composeWorkers,
): Promise<Outcome> {
  const { host, config, flags, signal, confirm } = context;
  const { log } = context.progress;
  const { request, answers } = parseOptimizeOptions(host, config, flags);
  const workers = compose(host, config);
  const { end, exitCode } = await optimize(
    { host, workers, answers, reports: REPORTS, tell: log, ask: confirm, signal },
    request,
  );
  if (end.type === 'done') {
    return { exitCode, document: readLoopReport(host, end.state.slug) };
  }
  const gate = end.decision.kind;
  log(
    `Interactive approval is not possible here. Continue with: perf-harness optimize --resume --approve ${gate}`,
  );
  return { exitCode, waitsFor: gate };
}

type OptimizeFlags = Flags<typeof OPTIMIZE_OPTIONS>;

const GATES = ['gate1', 'gate2'] as const;

/** @throws UserError for a word that cannot be taken. */
export function parseOptimizeOptions(
  host: Host,
  config: Config,
  flags: OptimizeFlags,
): { readonly request: OptimizeRequest; readonly answers: UserAnswers } {
  const { target, observed, goal, maxCycles, auditReport, planOnly, accept, executor, push } =
    flags;
  const { resume, fresh, time } = flags;
  return {
    request: {
      root: host.cwd,
      target,
      observed,
      goal,
      maxCycles,
      auditReport,
      planOnly,
      accept,
      executor,
      push,
      resume,
      fresh,
      approve: readGates(flags.approve),
      plateau: readPlateau(flags.plateau),
      cycleTimeMs: time === undefined ? undefined : readDuration('--time', time),
      ...readPrograms(host, flags, config),
    },
    answers: {
      waive: readReason('--waive', flags.waive),
      waivePlan: readReason('--waive-plan', flags.waivePlan),
      by: host.env.USER ?? host.env.USERNAME ?? 'unknown',
    },
  };
}

function readPrograms(
  host: Host,
  flags: OptimizeFlags,
  config: Config,
): { readonly programs?: Programs; readonly usualPrograms?: Programs } {
  const { programs: configured } = readSettings(host, config);
  const programs = parseProgramFlags(host, flags, configured);
  return programs === null
    ? { usualPrograms: resolveConfiguredPrograms(host, configured) }
    : { programs };
}

/** Parses `gate1,gate2`. @throws UserError for another name. */
function readGates(text: string | undefined): readonly (typeof GATES)[number][] {
  if (text === undefined) return [];
  return text.split(',').map((name) => {
    const gate = GATES.find((known) => known === name.trim());
    if (gate !== undefined) return gate;
    throw unreadable('--approve', text, 'expected gate1, gate2, or both separated by a comma');
  });
}

/** Parses `5%` or `5`. @throws UserError for what is no percentage. */
function readPlateau(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text.replace(/\s*%$/u, ''));
  if (text.trim() !== '' && value >= 0 && value < 100) return value;
  throw unreadable('--plateau', text, 'expected a percentage of at least 0 and below 100');
}

/** Returns the reason given for an override. @throws UserError for an empty one. */
function readReason(option: string, text: string | undefined): string | null {
  if (text === undefined) return null;
  if (text.trim() !== '') return text.trim();
  throw unreadable(option, text, 'expected the reason for the override');
}

function unreadable(option: string, text: string, why: string) {
  return optionError(`${option} "${text}" is invalid: ${why}.`);
}
