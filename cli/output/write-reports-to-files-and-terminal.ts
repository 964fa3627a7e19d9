import type { Host } from '../../harness/host.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { findRepositoryTop } from '../../harness/snapshot/git/git-repository.ts';
import type {
  RenderOptions,
  Reporter,
  RepositoryPaths,
  ShownDocument,
} from '../../reports/reporter.ts';
import { REPORTERS, type ReportChoice } from '../options/report-format-choices.ts';
import { programName } from './program-name.ts';

/** Destination of a reporter's text: a file by its absolute path, or a stream of the terminal. */
type Place = { readonly file: string } | { readonly stream: 'out' | 'err' };

/** A reporter and the destination of its text. */
export interface ReportTarget {
  readonly reporter: Reporter;
  readonly place: Place;
  readonly isVerbose: boolean;
}

/**
 * Loads the reporters, and checks at once that their files can be written, before minutes of
 * measuring. If all reports go to files, the verdict is also written to standard error. @throws
 * UserError for a file that cannot be written.
 */
export async function openReportTargets(
  { files }: Pick<Host, 'files'>,
  wanted: readonly ReportChoice[],
): Promise<readonly ReportTarget[]> {
  const targets = await Promise.all(
    wanted.map(async ({ name, file, isVerbose }): Promise<ReportTarget> => {
      if (file !== null) files.probeWritable(file);
      const place = file === null ? { stream: 'out' as const } : { file };
      return { reporter: await REPORTERS[name](), place, isVerbose };
    }),
  );
  if (targets.some(({ place }) => 'stream' in place)) return targets;
  return [...targets, await openStderrVerdictTarget()];
}

/** The verdict in a paragraph, on standard error. */
export async function openStderrVerdictTarget(): Promise<ReportTarget> {
  const reporter = verdictOf(await REPORTERS.terminal());
  return { reporter, place: { stream: 'err' }, isVerbose: false };
}

/** Returns a reporter for a report's first paragraph, the verdict; nothing follows later. */
function verdictOf({ id, render }: Reporter): Reporter {
  return {
    id,
    render: (shown, options) => `${render(shown, options).split('\n\n', 1)[0]?.trimEnd()}\n`,
    renderRest: () => '',
  };
}

/** Returns the baseline that a report suggests for comparison: `main`, otherwise the first. */
export function suggestBaseline(baselines: readonly { readonly name: string }[]): string | null {
  const main = baselines.find(({ name }) => name === 'main');
  return (main ?? baselines[0])?.name ?? null;
}

/** Facts passed to a report in addition to its document. */
export interface ReportContext extends Pick<RenderOptions, 'baseline' | 'pictures'> {
  /** Project folder that file names in the document are relative to; absent: no file names. */
  readonly root?: string;
}

/** Writes the document to every target: files atomically, the rest to standard output. */
export function writeReports(
  host: Host,
  targets: readonly ReportTarget[],
  document: ShownDocument,
  { root, ...facts }: ReportContext,
): void {
  const { terminal, files, env } = host;
  const commentKey = env.PERF_HARNESS_COMMENT_KEY || null;
  const inProject = root === undefined ? {} : { place: placeOf(host, root) };
  const plain = { width: 80, color: false, commentKey, ...inProject, ...facts };
  const failures: unknown[] = [];
  for (const { reporter, place, isVerbose } of targets) {
    const options = { ...plain, isVerbose };
    try {
      if ('stream' in place) {
        const { width } = terminal;
        const program = programName(env);
        const color = terminal.color && place.stream === 'out';
        for (const part of partsOf(reporter, document, { ...options, width, color, program })) {
          terminal[place.stream](part);
        }
      } else {
        files.writeAtomic(place.file, partsOf(reporter, document, options));
      }
    } catch (error) {
      // The others are still to be had.
      failures.push(error);
    }
    for (const { fileVariable, text } of reporter.sideTexts?.(document, plain) ?? []) {
      const path = env[fileVariable];
      if (path !== undefined && path !== '') appendIfAllowed(host, path, text);
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** Returns the text of a reporter, in parts if it may exceed the maximum length of a string. */
function partsOf(
  { render, parts }: Reporter,
  document: ShownDocument,
  options: RenderOptions,
): Iterable<string> {
  return parts?.(document, options) ?? [render(document, options)];
}

/**
 * Returns the paths of repository and project; without a repository, as in some containers, the CI
 * service states where the checkout begins.
 */
function placeOf({ files, env }: Host, project: string): RepositoryPaths {
  const workspace = env.GITHUB_WORKSPACE || project;
  return { repository: findRepositoryTop(files, project) ?? workspace, project };
}

/** Appends text that the service shows next to the verdict; a failure is only a warning. */
function appendIfAllowed(host: Host, path: string, text: string): void {
  try {
    appendText(host, path, text);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    host.terminal.err(`warning: ${error.message}\n`);
  }
}

function appendText({ files }: Host, path: string, text: string): void {
  const writer = files.appendLines(path);
  writer.write(text);
  writer.close();
}
