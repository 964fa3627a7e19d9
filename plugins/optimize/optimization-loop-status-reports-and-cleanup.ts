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
import { listLoopSlugs, listLoopStates, readState } from './optimization-loop-state-store.ts';
import { findResumePhase, isFinished } from './optimization-loop-state-updates.ts';
import { ARTEFACT_FOLDER, resolvePaths } from './optimization-paths.ts';

type Context = CommandContext<Record<never, never>>;

/** `optimize status`: every loop of the project, a line each. */
export async function runStatus({ host }: Context): Promise<Outcome> {
  const lines = listLoopStates(host, host.cwd).map(
    (state) => `${state.slug} (${state.target}): ${describeState(state)}`,
  );
  const text = lines.length === 0 ? 'No loop has been started here.' : lines.join('\n');
  return { exitCode: EXIT.ok, text: `${text}\n` };
}

/** `optimize report`: shows the report that a loop has written; nothing is measured. */
export async function runReport({ host, words: [slug] }: Context): Promise<Outcome> {
  return { exitCode: EXIT.ok, document: readLoopReport(host, slug) };
}

/** `optimize clean`: removes the folders of loops; their branches stay. */
export async function runClean({ host, words: [slug], progress }: Context): Promise<Outcome> {
  const all = listLoopStates(host, host.cwd).map((state) => state.slug);
  const slugs = slug === undefined ? all : [chooseSlug(host, slug)];
  for (const name of slugs) host.files.remove(resolvePaths(host.cwd, name).folder);
  if (slugs.length === all.length) host.files.remove(join(host.cwd, ARTEFACT_FOLDER));
  progress.log(slugs.length === 0 ? 'Nothing to remove.' : `Removed: ${slugs.join(', ')}`);
  return { exitCode: EXIT.ok };
}

type Collection = NonNullable<Plugin['collections']>[number];

/** Loops of a project, for the dashboard; a damaged state is reported as such. */
export function openLoopCollection(
  host: Host,
  root: string,
): Awaited<ReturnType<Collection['open']>> {
  const hasReport = (slug: string) => host.files.isFile(resolvePaths(root, slug).reportData);
  const list = () => listLoopSlugs(host, root);
  return {
    list,
    row: (id) => {
      const isKnown = list().includes(id);
      const about = isKnown ? describeLoop(host, root, id) : '';
      const isReadable = isKnown && hasReport(id);
      return { at: null, scenario: null, about, verdict: null, isReadable };
    },
    document: (id) => (list().includes(id) && hasReport(id) ? readReport(host, root, id) : null),
  };
}

function describeLoop(host: Host, root: string, slug: string): string {
  try {
    const state = readState(host, resolvePaths(root, slug).state);
    return state === null ? `${slug}: ` : `${state.target}: ${describeState(state)}`;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return `${slug}: state unreadable`;
  }
}

function describeState(state: State): string {
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

/**
 * Reads the report that a loop of this project wrote at its end.
 * @throws UserError where there is none, several could be meant, or it cannot be read.
 */
export function readLoopReport(host: Host, slug: string | undefined): OptimizationReport {
  return readReport(host, host.cwd, chooseSlug(host, slug));
}

function readReport(host: Host, root: string, slug: string): OptimizationReport {
  const { reportData } = resolvePaths(root, slug);
  const text = host.files.read(reportData);
  if (text === null) {
    throw new UserError({
      code: 'no-report',
      message: 'The loop has not produced a report yet.',
      remedy: 'Check `perf-harness optimize status`, and continue with --resume.',
    });
  }
  const unreadable = (what: string, remedy: string, cause: unknown): UserError =>
    new UserError({
      code: 'bad-report',
      message: `Cannot read the loop's report: ${what}.`,
      remedy,
      cause,
    });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const remedy = 'Continue with --resume, or start over with --fresh.';
    throw unreadable(`${reportData} is not valid JSON`, remedy, cause);
  }
  const parsed = optimizationReportSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw unreadable(
    `"${first?.path.join('.')}": ${first?.message}`,
    'The report was written by a different version or edited by hand. Start over with --fresh.',
    parsed.error,
  );
}

/** @throws UserError where there is no such loop, or several could be meant. */
function chooseSlug(host: Host, slug: string | undefined): string {
  const slugs = listLoopStates(host, host.cwd).map((state) => state.slug);
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
