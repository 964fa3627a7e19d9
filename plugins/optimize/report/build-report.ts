import { tryGit } from 'perf-harness';
import { primaryOf } from '../boundary.ts';
import { cycleResults } from '../cycle-results.ts';
import type { RunContext } from '../run-context.ts';
import type { RunState } from '../state.ts';
import { aggregate } from './aggregate.ts';
import type { CycleDetail, OptimizationReport } from './document.ts';

/** Reads what the cycles left on the disk, and puts it together. */
export async function buildReport(
  run: Pick<RunContext, 'host' | 'paths' | 'root' | 'signal'>,
  state: RunState,
): Promise<OptimizationReport> {
  const details = Array.from({ length: state.current_cycle }, (_, at) =>
    detailOf(run, state, at + 1),
  );
  const metric = primaryOf(state);
  const names = state.cycles.flatMap(({ branch }) => (branch === null ? [] : [branch]));
  const last = names.at(-1);
  return {
    state,
    total: aggregate(state.cycles, metric, state.run.tried),
    target: state.run.targets?.metrics[metric]?.value ?? null,
    metIn: state.cycles.find(({ target_met: isMet }) => isMet)?.cycle ?? null,
    details,
    map: details.findLast(({ map }) => map !== null)?.map ?? null,
    branches: await Promise.all(
      names.map(async (name) => ({
        name,
        isInLast: last === undefined ? false : await isAncestor(run, name, last),
      })),
    ),
  };
}

function detailOf(
  run: Pick<RunContext, 'host' | 'paths'>,
  state: RunState,
  cycle: number,
): CycleDetail {
  const results = cycleResults(run.host, run.paths, cycle);
  const research = results.research();
  return {
    cycle,
    record: state.cycles.find((one) => one.cycle === cycle) ?? null,
    map: results.map(),
    research,
    hypotheses: research?.hypotheses ?? [],
    validation: results.validation(),
    execution: results.execution(),
  };
}

async function isAncestor(
  { host, root, signal }: Pick<RunContext, 'host' | 'root' | 'signal'>,
  name: string,
  last: string,
): Promise<boolean> {
  const args = ['merge-base', '--is-ancestor', name, last];
  const { exit } = await tryGit(host, args, { cwd: root, signal });
  return exit.type === 'code' && exit.code === 0;
}
