import { resolve } from 'node:path';
import { wholeHistoryOptions } from '../../../api/history/history-report-options.ts';
import { resolveHistoryStorageLocation } from '../../../api/history/history-storage-location.ts';
import { importIntoHistory } from '../../../api/history/import-history.ts';
import { readHistoryRuns, rebuildHistory } from '../../../api/history/open-history.ts';
import { pruneHistory as prune } from '../../../api/history/prune-history.ts';
import { decideChange as decide } from '../../../api/history/save-decision-on-performance-change.ts';
import { pruneByRetention } from '../../../api/history/upload-to-shared-or-prune-history.ts';
import { serializeEntries } from '../../../harness/history/store/history-archive.ts';
import type { ChangeDecision } from '../../../harness/history/store/user-notes-and-decisions.ts';
import type { Host } from '../../../harness/host.ts';
import { EXIT, type ExitCode } from '../../../harness/model/exit-code.ts';
import type { Finding } from '../../../harness/model/finding.ts';
import { openProject } from '../../../harness/scenario/project-config.ts';
import type { Call } from '../../../registry/cli-command-definition.ts';
import type { PROJECT_OPTIONS } from '../../options/shared-command-options.ts';
import type { HISTORY_DECIDE_OPTIONS, HISTORY_PRUNE_OPTIONS } from './history-command-options.ts';
import { readSince } from './read-history-options.ts';

type ProjectCall = Call<typeof PROJECT_OPTIONS>;

/** `history acknowledge`, `ignore` and `reopen`. */
export async function decideHistoryChange(
  { host, words: [change = ''], flags, options: { reason } }: Call<typeof HISTORY_DECIDE_OPTIONS>,
  decision: ChangeDecision['decision'],
): Promise<ExitCode> {
  const history = wholeHistoryOptions(await openProject(host, flags), 'changes');
  const request = { change, decision, reason };
  const made = await decide(host, history, request, new AbortController().signal);
  host.terminal.out(`${made.change} is ${decision} by ${made.author}: ${made.reason}\n`);
  return EXIT.ok;
}

/** `history import`: runs of other machines. */
export async function importHistory({ host, words: files, flags }: ProjectCall): Promise<ExitCode> {
  const place = resolveHistoryStorageLocation(host, await openProject(host, flags));
  const { read, added, findings } = await importIntoHistory(host, place, files);
  printFindings(host, findings);
  host.terminal.out(`${runs(read)} read, ${added} of them new\n`);
  return EXIT.ok;
}

/** Runs `history export`, which writes all runs, one per line. */
export async function exportHistory({ host, words, flags }: ProjectCall): Promise<ExitCode> {
  const [file] = words;
  const place = resolveHistoryStorageLocation(host, await openProject(host, flags));
  const { entries, findings } = await readHistoryRuns(host, place);
  printFindings(host, findings);
  if (file === undefined) {
    for (const entry of entries) host.terminal.out(serializeEntries([entry]));
    return EXIT.ok;
  }
  host.files.writeAtomic(resolve(host.cwd, file), serializeEntries(entries));
  host.terminal.out(`${runs(entries.length)} written to ${file}\n`);
  return EXIT.ok;
}

/** Runs `history prune`, which removes old runs. */
export async function pruneHistory({
  host,
  flags,
}: Call<typeof HISTORY_PRUNE_OPTIONS>): Promise<ExitCode> {
  const config = await openProject(host, flags);
  if (flags.before === undefined) {
    const removed = await pruneByRetention(host, config);
    host.terminal.out(`removed ${runs(removed)} beyond the history.keep limit\n`);
    return EXIT.ok;
  }
  const place = resolveHistoryStorageLocation(host, config);
  const before = readSince(flags.before, host.clock.now(), '--before');
  const removed = await prune(host, place, before);
  host.terminal.out(`removed ${runs(removed)} that began before ${before.slice(0, 10)}\n`);
  return EXIT.ok;
}

/** `history rebuild`: the index anew. */
export async function rebuildIndex({ host, flags }: ProjectCall): Promise<ExitCode> {
  const place = resolveHistoryStorageLocation(host, await openProject(host, flags));
  const { store, added, findings } = await rebuildHistory(host, place);
  await store.close();
  printFindings(host, findings);
  host.terminal.out(`${runs(added)} in the history\n`);
  return EXIT.ok;
}

function printFindings({ terminal }: Host, findings: readonly Finding[]): void {
  for (const { message } of findings) terminal.err(`note: ${message}\n`);
}

function runs(count: number): string {
  return `${count} run${count === 1 ? '' : 's'}`;
}
