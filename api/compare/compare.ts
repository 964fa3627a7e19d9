import type { ComparisonReport } from '../../harness/model/documents/document.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { ProjectRequest } from '../../options/scenarios.ts';
import { withMetricsOfTheirs } from '../measure/choose-metrics.ts';
import { knownMetrics } from '../measure/known-metrics.ts';
import { readMargin } from '../project/bad-request.ts';
import { inProject, type OpenedProject } from '../project/in-project.ts';
import { nameSide } from '../sides/name-side.ts';
import { scenariosOfBothSides } from '../sides/scenarios-of-both-sides.ts';
import { unknownSide } from '../sides/unknown-side.ts';
import { compareLiveSides } from './compare-live.ts';
import { compareStoredSides } from './compare-stored-sides.ts';
import { removedScenarios } from './removed-scenarios.ts';

/** What a program asks to be compared. */
export interface CompareRequest extends ProjectRequest {
  /** A git ref, a folder, `.` for the working tree; or a baseline's name, a record, `latest`. */
  readonly base: string;
  /** The same. Default: the working tree, or the newest run of each scenario where base is stored. */
  readonly head?: string;
  /** Change that counts as none, as a ratio: 0.02 for 2 %. Default: each metric's own. */
  readonly margin?: number;
  /**
   * Metrics that decide over the scenarios that can have any of them, in place of their own. Stored
   * sides are judged by their own: they were not measured for anything else.
   */
  readonly decideBy?: readonly string[];
  /** Limit for each scenario and stage, milliseconds. Default: five minutes. */
  readonly maxTimeMs?: number;
  /** Whether what came out better or worse is profiled on both sides. Default: true. */
  readonly explain?: boolean;
}

/**
 * Compares two sides as `perf-harness compare` does and gives what its JSON reporter prints.
 * @throws UserError where a side is missing or damaged, and for mistakes in a scenario.
 */
export function compare(request: CompareRequest): Promise<ComparisonReport> {
  return inProject('compare', request, (project) => compareNamed(project, request));
}

async function compareNamed(
  { host, config, session, wanted, seed, signal, onProgress }: OpenedProject,
  { base: baseName, head: headName, margin, decideBy, maxTimeMs, explain = true }: CompareRequest,
): Promise<ComparisonReport> {
  const ownMargin = readMargin(margin ?? null);
  const base = await nameSide(host, config, baseName, signal);
  if (base === null) throw await unknownSide(host, config, baseName, signal);
  if (base.type === 'stored') {
    return compareStoredSides(host, config.stateFolder, base.label, headName, {
      margin: ownMargin,
    });
  }
  const head = headName === undefined ? TREE : await nameSide(host, config, headName, signal);
  if (head === null) throw await unknownSide(host, config, headName ?? '', signal);
  if (head.type === 'stored') throw notLive(headName ?? '');
  const sides = { type: 'code', base, head } as const;
  const found = await scenariosOfBothSides(host, config, sides, wanted, signal);
  const deciding = decideBy === undefined ? undefined : knownMetrics('decideBy', decideBy);
  const scenarios = deciding === undefined ? found : withMetricsOfTheirs(found, deciding);
  const isWhole = wanted.targets.length === 0 && wanted.filter === null && wanted.command === null;
  return compareLiveSides(host, config, scenarios, session, {
    sides,
    seed,
    findings: isWhole
      ? await removedScenarios(host, config, sides, scenarios, { ...wanted, signal })
      : [],
    margin: ownMargin,
    limits: { scenarios: found, margin: ownMargin },
    ...(deciding !== undefined && { decideBy: deciding }),
    ...(maxTimeMs !== undefined && { maxTimeMs }),
    explain,
    reproduce: null,
    signal,
    onProgress,
  });
}

const TREE = { type: 'tree' } as const;

function notLive(name: string): UserError {
  return new UserError({
    code: 'side-not-found',
    message: `"${name}" was measured earlier, so it cannot be measured against the base.`,
    remedy: 'Name a git ref or a folder, or compare two records or baselines.',
  });
}
