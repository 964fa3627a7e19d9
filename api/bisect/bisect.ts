import type { BisectReport } from '../../harness/model/documents/bisect-document.ts';
import type { ProjectRequest } from '../../options/scenarios.ts';
import { readMargin } from '../project/bad-request.ts';
import { findScenarios } from '../project/find-scenarios.ts';
import { inProject } from '../project/in-project.ts';
import { onlyScenario } from '../project/only-scenario.ts';
import { bisectProject } from './bisect-project.ts';
import type { BisectOver } from './bisect-request.ts';

/** What a program asks to be bisected; `targets` or `command` name the one scenario. */
export interface BisectRequest extends ProjectRequest {
  /** Commits, packages or variables, with both ends. */
  readonly over: BisectOver;
  /** Metric to follow. Default: the first gated one whose ends differ. */
  readonly metric?: string;
  /** Change that counts as none, as a ratio: 0.02 for 2 %. Default: the scenario's own. */
  readonly margin?: number;
  /** Limit for each stage of a decision, of which there are up to three, milliseconds. Default: five minutes. */
  readonly maxTimeMs?: number;
  /** Pairs that the search may take. Default: 400. */
  readonly maxPairs?: number;
}

/**
 * Finds what made a scenario slower or faster as `perf-harness bisect` does, and gives what its
 * JSON reporter prints.
 * @throws UserError where there is nothing to search, or several scenarios could be meant.
 */
export function bisect(request: BisectRequest): Promise<BisectReport> {
  const { over, metric = null, maxTimeMs, maxPairs } = request;
  return inProject(
    'bisect',
    request,
    async ({ host, config, session, wanted, seed, signal, onProgress }) => {
      const scenario = onlyScenario(await findScenarios(host, config, wanted), 'bisect follows');
      return bisectProject(host, config, scenario, session, {
        over,
        wanted,
        metric,
        margin: readMargin(request.margin ?? null),
        ...(maxTimeMs !== undefined && { maxTimeMs }),
        ...(maxPairs !== undefined && { maxPairs }),
        seed,
        signal,
        onProgress,
      });
    },
  );
}
