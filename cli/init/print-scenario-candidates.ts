import type { Host } from '../../harness/host.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import { formatQuantity, formatShare } from '../../reports/format-quantity.ts';
import { listScenarioCandidates } from './find-working-scenario-candidate.ts';
import { INIT_LIMIT_MS, inspectProject } from './inspect-project-for-scenarios.ts';
import type { ListedCandidate } from './scenario-candidates/scenario-candidate.ts';
import { chooseScenarioExtension } from './scenario-file-extension.ts';
import { createPausableTimeout } from './try/pausable-timeout.ts';
import { noteTrackedFiles } from './try/restore-tracked-files.ts';

const COLUMN_TITLES = ['share', 'per call', 'candidate'] as const;

/** Prints everything that `init` could measure, and writes nothing. */
export async function printScenarioCandidates(host: Host, signal: AbortSignal): Promise<ExitCode> {
  const { files, cwd, terminal } = host;
  const limit = createPausableTimeout(host.clock, INIT_LIMIT_MS);
  const project = await inspectProject(host, cwd, limit);
  const extension = chooseScenarioExtension(files, cwd);
  const tracked = await noteTrackedFiles(host, cwd, signal);
  const listed = await listScenarioCandidates(project, extension, signal)
    .finally(limit.end)
    .finally(tracked.restore);
  if (signal.aborted) return EXIT.interrupted;
  const rows = [COLUMN_TITLES, ...listed.map(cellsOf)];
  const widths = COLUMN_TITLES.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column < 2 ? cell.padStart(widths[column] ?? 0) : cell,
    );
    terminal.out(`${cells.join('  ')}\n`);
  }
  return EXIT.ok;
}

function cellsOf({ about, share, timeMs, problem }: ListedCandidate) {
  return [
    share === null ? '' : formatShare(share),
    timeMs === null ? '' : formatQuantity(timeMs, 'ms', 2),
    problem === null ? about : `${about} (left out: ${problem})`,
  ] as const;
}
