import { type ComparisonReport, findSuiteCommand, type Host } from 'perf-harness';
import { openRunWorktree } from '../../optimize/open-run-worktree.ts';
import type { RunWorktree } from '../../optimize/run-worktree.ts';
import { runTests } from '../../strike/run-tests.ts';
import type { Worktree } from '../../strike/worktree.ts';
import { laneState } from '../coordinate/lane-state.ts';
import { askedMetric } from '../coordinate/scope.ts';
import { laneBranch, setBranch } from '../isolate/lane-branch.ts';
import { MAIN } from '../session/lane.ts';
import { byPriority } from '../session/optimization.ts';
import { openTeamStore } from '../store/team-store.ts';
import { compareSides } from '../workers/bench-work.ts';
import { openWorkFiles, type ProfiledScenario } from '../workers/work-files.ts';
import { bisectOut } from './bisect-out.ts';
import {
  COMBINATION_SCHEMA,
  type Combination,
  type CombinedMetric,
} from './combination-document.ts';
import { decidingRatios, type LaneRatios } from './deciding-ratios.ts';
import { expectedSum, interactionOf, worstInteraction } from './interaction.ts';

/** Where a combination is kept, relative to the session folder. */
export const COMBINATION = 'artifacts/combination-results.json';

/** What is combined. */
export interface CombineRequest {
  /** The project that the user works in, absolute. */
  readonly root: string;
  readonly session: string;
  readonly signal: AbortSignal;
  /** Measures two folders live. Default: the public comparison. */
  readonly compare?: typeof compareSides;
}

/** A branch that passed. */
export interface PassedBranch {
  readonly lane: string;
  readonly commit: string;
}

/**
 * Merges passing branches in the order of their priority and measures the sum against the base and
 * against each of them. What conflicts, breaks the tests or makes another one worse is left out.
 * @throws UserError where no session of that name is there.
 */
export async function combine(host: Host, request: CombineRequest): Promise<Combination> {
  const { root, session: id, signal } = request;
  const store = openTeamStore(host, root, id);
  const kept = await store.read();
  const base = kept.session.base_commit ?? 'HEAD';
  const standing = {
    session: kept.session,
    tasks: new Map(kept.tasks.map((one) => [one.id, one])),
  };
  const passed = passedBranches(standing);
  const { scenarios } = await openWorkFiles(host, store.paths).profile(MAIN);
  const metric = askedMetric(standing);
  const combiner = new Combiner(host, request, base, { scenarios, metric });
  try {
    const { kept: lanes, left } = await bisectOut(passed, (parts) => combiner.probe(parts));
    const measured = combiner.measured(lanes);
    const branch = measured === null ? null : laneBranch(id, 'combined');
    if (measured !== null && branch !== null) {
      await setBranch({ host, root, signal }, branch, measured.head);
    }
    const metrics = measured?.metrics ?? [];
    const document: Combination = {
      ...{ schema: COMBINATION_SCHEMA, session: id, base, head: measured?.head ?? null, branch },
      passed,
      lanes: lanes.map(({ lane }) => lane),
      left_out: left.map(({ part, reason }) => ({ lane: part.lane, reason })),
      metrics,
      interaction:
        metrics.length === 0 ? null : worstInteraction(metrics.map((one) => one.interaction)),
    };
    host.files.writeAtomic(
      store.paths.artefact(COMBINATION),
      `${JSON.stringify(document, null, 2)}\n`,
    );
    return document;
  } finally {
    await combiner.close();
  }
}

/** Of a fan-out, the most urgent first. */
export function passedBranches(standing: Parameters<typeof laneState>[0]): readonly PassedBranch[] {
  return standing.session.branches
    .toSorted((a, b) => byPriority({ ...a, id: a.opt_id }, { ...b, id: b.opt_id }))
    .flatMap(({ id }): readonly PassedBranch[] => {
      const state = laneState(standing, id);
      const maker =
        state.state === 'passed' && state.maker.status === 'completed' ? state.maker : null;
      const commit = maker?.completion.ref ?? null;
      return commit === null ? [] : [{ lane: id, commit }];
    });
}

/** A sum that was measured. */
interface MeasuredCombination {
  readonly head: string;
  readonly metrics: readonly CombinedMetric[];
}

/** What was built and measured stays until the end, since probes go over the same sums. */
/** What tells one side from the other. */
interface MeasuredBy {
  readonly scenarios: readonly ProfiledScenario[];
  /** That decides; null: those of each scenario. */
  readonly metric: string | null;
}

class Combiner {
  readonly #host: Host;
  readonly #request: CombineRequest;
  readonly #base: string;
  readonly #measured: MeasuredBy;
  readonly #trees = new Map<string, Promise<RunWorktree>>();
  readonly #known = new Map<string, MeasuredCombination>();
  readonly #alone = new Map<string, LaneRatios>();

  constructor(host: Host, request: CombineRequest, base: string, measured: MeasuredBy) {
    this.#host = host;
    this.#request = request;
    this.#base = base;
    this.#measured = measured;
  }

  /** Why these do not go together; null: they do. */
  async probe(parts: readonly PassedBranch[]): Promise<string | null> {
    const merged = await this.#merge(parts);
    if ('reason' in merged) return merged.reason;
    const command = await findSuiteCommand(this.#host, merged.tree.root);
    if (command !== null) {
      const run = await runTests(this.#tested(merged.tree), command);
      if (run.state === 'failed') return `with the others the tests fail: ${run.message}`;
    }
    const { metrics } = await this.#measure(parts, merged);
    const clash = metrics.find(({ interaction }) => interaction === 'clash');
    return clash === undefined
      ? null
      : `[${clash.scenario}] ${clash.metric} is worse with the others than without`;
  }

  /** What the last probe of these measured; null: they were not measured together. */
  measured(parts: readonly PassedBranch[]): MeasuredCombination | null {
    return this.#known.get(keyOf(parts)) ?? null;
  }

  async close(): Promise<void> {
    for (const tree of this.#trees.values()) {
      await tree.then((one) => one.close()).catch(() => undefined);
    }
  }

  /** Tests ask for a folder alone; its packages are there already. */
  #tested({ root }: RunWorktree): Worktree {
    const { signal } = this.#request;
    const provideDependencies = async (): Promise<void> => undefined;
    return { host: this.#host, signal, root, top: root, prefix: '', provideDependencies };
  }

  #open(name: string, commit: string): Promise<RunWorktree> {
    const { root, signal } = this.#request;
    const tree = this.#trees.get(name) ?? openRunWorktree(this.#host, root, commit, signal);
    this.#trees.set(name, tree);
    return tree;
  }

  async #merge(
    parts: readonly PassedBranch[],
  ): Promise<{ readonly tree: RunWorktree; readonly head: string } | { readonly reason: string }> {
    const tree = await this.#open(keyOf(parts), this.#base);
    let head = this.#base;
    for (const { lane, commit } of parts) {
      const merge = await tree.merge(commit);
      if (merge.state === 'conflict') {
        return { reason: `${lane} conflicts with those before it in ${merge.files.join(', ')}` };
      }
      head = merge.head;
    }
    return { tree, head };
  }

  async #measure(
    parts: readonly PassedBranch[],
    { tree, head }: { readonly tree: RunWorktree; readonly head: string },
  ): Promise<MeasuredCombination> {
    const base = await this.#open('base', this.#base);
    const sums = decidingRatios(await this.#compare(base.root, tree.root));
    const against: LaneRatios[] = [];
    for (const part of parts) {
      const own = await this.#open(part.lane, part.commit);
      against.push(decidingRatios(await this.#compare(own.root, tree.root)));
      if (!this.#alone.has(part.lane)) {
        this.#alone.set(part.lane, decidingRatios(await this.#compare(base.root, own.root)));
      }
    }
    const alone = parts.map(({ lane }) => this.#alone.get(lane) ?? new Map());
    const measured = { head, metrics: combinedMetrics(parts, { sums, alone, against }) };
    this.#known.set(keyOf(parts), measured);
    return measured;
  }

  #compare(base: string, head: string): Promise<ComparisonReport> {
    const { compare = compareSides } = this.#request;
    const { scenarios, metric } = this.#measured;
    return compare(this.#request, base, head, scenarios, metric);
  }
}

function keyOf(parts: readonly PassedBranch[]): string {
  return parts.map(({ lane }) => lane).join('+');
}

/** What was measured of a sum, by scenario and metric. */
interface MeasuredLanes {
  readonly sums: LaneRatios;
  readonly alone: readonly LaneRatios[];
  readonly against: readonly LaneRatios[];
}

/** Of metrics that all comparisons have. */
export function combinedMetrics(
  parts: readonly Pick<PassedBranch, 'lane'>[],
  { sums, alone, against }: MeasuredLanes,
): readonly CombinedMetric[] {
  return [...sums].flatMap(([key, { scenario, metric, ratio: sum }]): readonly CombinedMetric[] => {
    const own = alone.flatMap((one) => one.get(key)?.ratio ?? []);
    const versus = against.flatMap((one) => one.get(key)?.ratio ?? []);
    if (own.length < parts.length || versus.length < parts.length) return [];
    const interaction = interactionOf({ sum, parts: own, againstParts: versus });
    return [
      {
        ...{ scenario, metric, sum, expected: expectedSum(own), interaction },
        parts: parts.flatMap(({ lane }, at) => {
          const [first, second] = [own[at], versus[at]];
          return first === undefined || second === undefined
            ? []
            : [{ lane, alone: first, sum_against_it: second }];
        }),
      },
    ];
  });
}
