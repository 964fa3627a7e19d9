import {
  type CommandContext,
  EXIT,
  type Host,
  measure,
  type Outcome,
  type tools,
} from 'perf-harness/plugin';
import { listTriedChanges } from '../changes-tried-in-earlier-cycles.ts';
import { createCallDescriber } from '../command/code-change-behavior-checks.ts';
import type { Brief } from '../document/brief-document.ts';
import type { TriedChange } from '../document/optimization-hypothesis.ts';
import type { DescribeCalls } from '../observe-calls-of-optimization-target.ts';
import { listLoopStates } from '../optimization-loop-state-store.ts';
import { resolvePaths } from '../optimization-paths.ts';
import { buildBrief } from './build-brief.ts';
import { parsePlace } from './find-hot-lines.ts';
import { listRefutedProofs } from './list-refuted-proofs.ts';

interface ExplainRequest {
  /** The project, absolute; it is only read. */
  readonly root: string;
  /** Folder with the project's records and proofs, absolute. */
  readonly stateFolder: string;
  /** Name or file of a scenario. */
  readonly target: string;
  readonly describeCalls: DescribeCalls;
  /** Time for the scenario to make its typical calls. Default: 7 s, so that an answer comes soon. */
  readonly callsMs?: number;
  readonly onProgress: tools.ProgressListener;
  readonly signal: AbortSignal;
}

const CALLS_MS = 7_000;

/**
 * Gathers the facts about a scenario and returns its brief. A saved profile is used if the code is
 * unchanged; else the scenario is profiled. @throws UserError if no single scenario has the name.
 */
export async function explainScenario(host: Host, request: ExplainRequest): Promise<Brief> {
  const {
    root,
    stateFolder,
    target,
    describeCalls,
    callsMs = CALLS_MS,
    onProgress,
    signal,
  } = request;
  const mapped = await measure.mapScenario(host, {
    root,
    target,
    purpose: 'explain',
    onProgress,
    signal,
  });
  const { scenario, map, measuredAt } = mapped;
  const causes = map.suspicion_stack.filter(({ verdict }) => verdict === 'confirmed');
  const places = [...map.top_bottlenecks, ...causes].map(({ location }) => parsePlace(location));
  const files = [...new Set(places.flatMap(({ file }) => file ?? []))];
  const calls = await describeCalls({
    root,
    files,
    // The tests would take longer, and their calls are not those that are slow.
    testCommand: '',
    scenario: { targets: [scenario] },
    scenarioMs: callsMs,
    signal,
  });
  const tried = [
    ...listTriedBefore(host, root, [scenario, target, ...files]),
    ...listRefutedProofs(host, stateFolder, { scenario, files }),
  ];
  return buildBrief(host, { root, scenario, map, measuredAt, calls, tried });
}

/** Returns the changes that loops tried on a scenario or on functions of these files. */
function listTriedBefore(
  host: Host,
  root: string,
  subjects: readonly string[],
): readonly TriedChange[] {
  return listLoopStates(host, root)
    .filter(
      ({ target }) => subjects.includes(target) || subjects.includes(target.split('::')[0] ?? ''),
    )
    .flatMap(({ slug, current_cycle: cycle }) =>
      listTriedChanges({ host, paths: resolvePaths(root, slug) }, cycle + 1),
    );
}

/** `perf-harness explain`. @throws UserError if no single scenario has the name. */
export async function runExplain({
  host,
  words: [target = ''],
  config: { root, stateFolder },
  progress,
  signal,
}: CommandContext<Record<never, never>>): Promise<Outcome> {
  const document = await explainScenario(host, {
    root,
    stateFolder,
    target,
    describeCalls: createCallDescriber(host),
    onProgress: progress.measuring,
    signal,
  });
  return { exitCode: EXIT.ok, document };
}
