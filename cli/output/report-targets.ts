import type { Host } from '../../harness/host.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { repositoryTop } from '../../harness/snapshot/git/repository-top.ts';
import type { RenderOptions, Reporter, RepositoryPaths, ShownDocument } from '../../reports/reporter.ts';
import { REPORTERS, type ReportChoice } from '../options/report-choices.ts';

/** Destination of a reporter's text: a file by its absolute path, or a stream of the terminal. */
type Place = { readonly file: string } | { readonly stream: 'out' | 'err' };

/** A reporter and where its text goes. */
export interface ReportTarget {
  readonly reporter: Reporter;
  readonly place: Place;
  readonly isVerbose: boolean;
}

/**
 * Loads the reporters, and makes files at once, to know before minutes of measuring that one cannot be written. Where all
 * texts go to files, the verdict goes to standard error too. @throws UserError for such a file.
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

/** The first paragraph of a reporter for people, which is the verdict. Nothing is added to it later. */
function verdictOf({ id, render }: Reporter): Reporter {
  return {
    id,
    render: (shown, options) => `${render(shown, options).split('\n\n', 1)[0]?.trimEnd()}\n`,
    renderRest: () => '',
  };
}

/** The baseline that a report advises to compare with: `main`, else the first there is. */
export function suggestBaseline(baselines: readonly { readonly name: string }[]): string | null {
  const main = baselines.find(({ name }) => name === 'main');
  return (main ?? baselines[0])?.name ?? null;
}

/** Facts passed to a report in addition to its document. */
export interface ReportContext extends Pick<RenderOptions, 'baseline' | 'pictures'> {
  /** Folder of the project, which the document names files from; absent: it names none. */
  readonly root?: string;
}

/** Writes the document to every target: files whole or not at all, the rest to standard output. */
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
        const color = terminal.color && place.stream === 'out';
        for (const part of partsOf(reporter, document, { ...options, width, color })) {
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

/** Text of a reporter, in parts where one string may not hold it. */
function partsOf(
  { render, parts }: Reporter,
  document: ShownDocument,
  options: RenderOptions,
): Iterable<string> {
  return parts?.(document, options) ?? [render(document, options)];
}

/** Outside of a repository, as in some containers, the service says where the checkout begins. */
function placeOf({ files, env }: Host, project: string): RepositoryPaths {
  const workspace = env.GITHUB_WORKSPACE || project;
  return { repository: repositoryTop(files, project) ?? workspace, project };
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
