import { join } from 'node:path';
import {
  type CommandContext,
  EXIT,
  type Host,
  type Outcome,
  type Plugin,
  UserError,
} from 'perf-harness/plugin';
import {
  type OptimizationReport,
  optimizationReportSchema,
} from './document/optimization-document.ts';
import type { State } from './optimization-loop-state.ts';
import { listLoopStates, readState } from './optimization-loop-state-store.ts';
import { findResumePhase, isFinished } from './optimization-loop-state-updates.ts';
import { ARTEFACT_FOLDER, resolvePaths } from './optimization-paths.ts';

/** Returns the status of every loop of a project, a line each. */
function formatStatus(host: Host, root: string): string {
  const states = listLoopStates(host, root);
  if (states.length === 0) return 'No loop has been started here.';
  return states.map(statusLine).join('\n');
}

/** Lists all loops of a project; a damaged state is reported as such. */
function listLoopSummaries(host: Host, root: string): readonly LoopSummary[] {
  return host.files
    .list(join(root, ARTEFACT_FOLDER))
    .filter((slug) => host.files.isFile(resolvePaths(root, slug).state))
    .map((slug) => {
      const { state: path, reportData } = resolvePaths(root, slug);
      const hasReport = host.files.isFile(reportData);
      try {
        const state = readState(host, path);
        if (state === null) return { slug, target: slug, status: '', hasReport };
        return { slug, target: state.target, status: standing(state), hasReport };
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        return { slug, target: slug, status: 'state unreadable', hasReport };
      }
    });
}

/** Reads the report that a loop wrote at its end. @param slug - Slug from {@link loopHeads}. */
function readReportBySlug(host: Host, root: string, slug: string): unknown {
  return parsedReport(host, resolvePaths(root, slug).reportData);
}

/** A loop in a list. */
interface LoopSummary {
  readonly slug: string;
  readonly target: string;
  /** Its status in one line. */
  readonly status: string;
  /** True if its report has been written. */
  readonly hasReport: boolean;
}

function statusLine(state: State): string {
  return `${state.slug} (${state.target}): ${standing(state)}`;
}

function standing(state: State): string {
  const { current_cycle: cycle, cycle_config: config, cycles, run } = state;
  const gains = cycles.map(({ improvement_pct: gain }) => `${gain}%`).join(', ') || 'none yet';
  const at = isFinished(state) ? (run?.stop?.text ?? 'over') : waitingText(state);
  return `cycle ${cycle}/${config.max_cycles}, ${at}; gains: ${gains}`;
}

function waitingText(state: State): string {
  const question = state.run?.pending_decision?.question;
  const phase = findResumePhase(state) ?? '11_meta';
  return question === undefined ? `at ${phase}` : `waiting at ${phase}: ${question}`;
}

/** Returns the stored report of a loop. @throws UserError where there is none yet. */
function readReport(host: Host, root: string, slug: string | undefined): unknown {
  return parsedReport(host, resolvePaths(root, chosenSlug(host, root, slug)).reportData);
}

function parsedReport(host: Host, reportData: string): unknown {
  const text = host.files.read(reportData);
  if (text === null) {
    throw new UserError({
      code: 'no-report',
      message: 'The loop has not produced a report yet.',
      remedy: 'Check `perf-harness optimize status`, and continue with --resume.',
    });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError({
      code: 'bad-report',
      message: `Cannot read the loop's report: ${reportData} is not valid JSON.`,
      remedy: 'Continue with --resume, or start over with --fresh.',
      cause,
    });
  }
}

/** Removes the files of loops from the project; their branches stay. @returns What was removed. */
function cleanArtefacts(host: Host, root: string, slug: string | undefined): readonly string[] {
  const all = listLoopStates(host, root).map((state) => state.slug);
  const slugs = slug === undefined ? all : [chosenSlug(host, root, slug)];
  for (const slug of slugs) host.files.remove(resolvePaths(root, slug).folder);
  const { top } = resolvePaths(root, 'any');
  if (slugs.length === all.length) host.files.remove(top);
  return slugs;
}

function chosenSlug(host: Host, root: string, slug: string | undefined): string {
  const slugs = listLoopStates(host, root).map((state) => state.slug);
  const [only, ...others] = slugs;
  if (slug !== undefined && slugs.includes(slug)) return slug;
  if (slug === undefined && only !== undefined && others.length === 0) return only;
  throw new UserError({
    code: 'which-loop',
    message:
      only === undefined
        ? 'No loop has been started here.'
        : slug === undefined
          ? `Several loops exist: ${slugs.join(', ')}.`
          : `Loop "${slug}" does not exist; existing loops: ${slugs.join(', ')}.`,
    remedy:
      only === undefined ? 'Start a loop with --target.' : 'Choose one of these loops by name.',
  });
}

/**
 * Reads the report that a loop of this project wrote at its end.
 * @throws UserError where there is none, several could be meant, or it cannot be read.
 */
export function readLoopReport(host: Host, slug: string | undefined): OptimizationReport {
  return parseLoopReport(readReport(host, host.cwd, slug));
}

/** @throws UserError where the value is no report of this version. */
function parseLoopReport(value: unknown): OptimizationReport {
  const parsed = optimizationReportSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw new UserError({
    code: 'bad-report',
    message: `Cannot read the loop's report: "${first?.path.join('.')}": ${first?.message}.`,
    remedy:
      'The report was written by a different version or edited by hand. Start over with --fresh.',
    cause: parsed.error,
  });
}

type Context = CommandContext<Record<never, never>>;

/** `optimize status`: every loop of the project, a line each. */
export async function runStatus({ host }: Context): Promise<Outcome> {
  return { exitCode: EXIT.ok, text: `${formatStatus(host, host.cwd)}\n` };
}

/** `optimize report`: shows the report that a loop has written; nothing is measured. */
export async function runReport({ host, words: [slug] }: Context): Promise<Outcome> {
  return { exitCode: EXIT.ok, document: readLoopReport(host, slug) };
}

/** `optimize clean`: removes the folders of loops. */
export async function runClean({ host, words: [slug], progress }: Context): Promise<Outcome> {
  const removed = cleanArtefacts(host, host.cwd, slug);
  progress.log(removed.length === 0 ? 'Nothing to remove.' : `Removed: ${removed.join(', ')}`);
  return { exitCode: EXIT.ok };
}

type Collection = NonNullable<Plugin['collections']>[number];

/** Loops of a project, for the dashboard. */
export function openLoopCollection(
  host: Host,
  root: string,
): Awaited<ReturnType<Collection['open']>> {
  const find = (id: string) => listLoopSummaries(host, root).find(({ slug }) => slug === id);
  return {
    list: () => listLoopSummaries(host, root).map(({ slug }) => slug),
    row: (id) => {
      const found = find(id);
      const about = found === undefined ? '' : `${found.target}: ${found.status}`;
      const isReadable = found?.hasReport ?? false;
      return { at: null, scenario: null, about, verdict: null, isReadable };
    },
    document: (id) =>
      find(id)?.hasReport === true ? parseLoopReport(readReportBySlug(host, root, id)) : null,
  };
}
