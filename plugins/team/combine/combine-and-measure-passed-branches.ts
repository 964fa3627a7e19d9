import { type Host, measure } from 'perf-harness/plugin';
import {
  keepEarned,
  openRunWorktree,
  runTests,
  trees,
  type Whole,
  type Worktree,
} from '../../optimize/index.ts';
import { computeMarginalGain, type MarginalGain } from '../benchmarker/marginal-gain.ts';
import { requestedMetric } from '../coordinate/workstream-file-scope-metric-and-plan.ts';
import {
  createSessionState,
  deriveWorkstreamState,
} from '../coordinate/workstream-state-from-tasks.ts';
import { setBranch, workstreamBranch } from '../git/workstream-git-operations.ts';
import { comparePriority } from '../session/optimization-summary-and-priority.ts';
import { MAIN_WORKSTREAM } from '../session/workstream.ts';
import { openTeamStore } from '../store/team-session-store.ts';
import { compareSides } from '../workers/measure-branch-against-base.ts';
import {
  openWorkerFiles,
  type ProfiledScenario,
} from '../workers/worker-settings-profile-and-change-files.ts';
import {
  COMBINATION_FILE,
  COMBINATION_SCHEMA,
  type Combination,
  type CombinedMetric,
} from './branch-combination-document.ts';
import { type ExcludedPart, findCompatibleSubset } from './find-compatible-subset.ts';
import {
  combineMetrics,
  type DecidingRatios,
  readDecidingRatios,
  worstInteraction,
} from './gain-interaction.ts';

/** Options of a combination. */
export interface CombineRequest {
  /** The project that the user works in, absolute. */
  readonly root: string;
  readonly session: string;
  readonly signal: AbortSignal;
  /** Measures two folders live. Default: the public comparison. */
  readonly compare?: typeof compareSides;
}

export interface PassedBranch {
  readonly lane: string;
  readonly commit: string;
}

/**
 * Merges passing branches in order of priority and measures the combination against the base and
 * against the combination without each of them. Branches that conflict, break the tests or add
 * nothing are left out.
 * @throws UserError where there is no session of that name.
 */
export async function combineBranches(host: Host, request: CombineRequest): Promise<Combination> {
  const { root, session: id, signal } = request;
  const store = openTeamStore(host, root, id);
  const stored = await store.read();
  const base = stored.session.base_commit ?? 'HEAD';
  const state = createSessionState(stored);
  const passed = listPassedBranches(state);
  const { scenarios } = await openWorkerFiles(host, store.paths).profile(MAIN_WORKSTREAM);
  const metric = requestedMetric(state);
  const combiner = new Combiner(host, request, base, { scenarios, metric });
  try {
    const subset = await findCompatibleSubset(passed, (parts) => combiner.probe(parts));
    const measured = await combiner.measure(subset.compatible);
    const { parts: lanes, metrics } = measured;
    const excluded = [...subset.excluded, ...measured.excluded];
    // A single branch is not a combination: it has its own result.
    const branch = lanes.length < 2 ? null : workstreamBranch(id, 'combined');
    const head = branch === null ? null : measured.head;
    if (branch !== null) await setBranch({ host, root, signal }, branch, measured.head);
    const document: Combination = {
      schema: COMBINATION_SCHEMA,
      session: id,
      base,
      head,
      branch,
      passed,
      lanes: lanes.map(({ lane }) => lane),
      left_out: excluded.map(({ part, reason }) => ({ lane: part.lane, reason })),
      metrics,
      interaction:
        metrics.length === 0 ? null : worstInteraction(metrics.map((metric) => metric.interaction)),
    };
    host.files.writeAtomic(
      store.paths.artefact(COMBINATION_FILE),
      `${JSON.stringify(document, null, 2)}\n`,
    );
    return document;
  } finally {
    await combiner.close();
  }
}

/** Branches of a fan-out that passed, the most urgent first. */
export function listPassedBranches(
  state: Parameters<typeof deriveWorkstreamState>[0],
): readonly PassedBranch[] {
  return state.session.branches
    .toSorted((a, b) => comparePriority({ ...a, id: a.opt_id }, { ...b, id: b.opt_id }))
    .flatMap(({ id }): readonly PassedBranch[] => {
      const result = deriveWorkstreamState(state, id);
      const maker =
        result.state === 'passed' && result.maker.status === 'completed' ? result.maker : null;
      const commit = maker?.completion.ref ?? null;
      return commit === null ? [] : [{ lane: id, commit }];
    });
}

type RunWorktree = Awaited<ReturnType<typeof openRunWorktree>>;

/** A sum that was measured. */
interface MeasuredCombination {
  readonly parts: readonly PassedBranch[];
  /** Branches that add nothing to them, or make them worse. */
  readonly excluded: readonly ExcludedPart<PassedBranch>[];
  readonly head: string;
  readonly metrics: readonly CombinedMetric[];
}

/** Scenarios and metric by which two sides are compared. */
interface MeasurementSettings {
  readonly scenarios: readonly ProfiledScenario[];
  /** Metric that decides; null: those of each scenario. */
  readonly metric: string | null;
}

/** Merge of branches with which the tests passed, or a single branch. */
interface Merged {
  readonly tree: RunWorktree;
  readonly head: string;
}

/** Two sums against each other. */
interface MergeComparison extends MarginalGain {
  readonly ratios: DecidingRatios;
}

class Combiner {
  readonly #host: Host;
  readonly #request: CombineRequest;
  readonly #base: string;
  readonly #settings: MeasurementSettings;
  readonly #trees = new Map<string, Promise<RunWorktree>>();

  constructor(host: Host, request: CombineRequest, base: string, settings: MeasurementSettings) {
    this.#host = host;
    this.#request = request;
    this.#base = base;
    this.#settings = settings;
  }

  /** Why these do not go together, before anything is measured; null: they do. */
  async probe(parts: readonly PassedBranch[]): Promise<string | null> {
    const merged = await this.#merge(parts);
    if ('reason' in merged) return merged.reason;
    return this.#findTestFailure(merged);
  }

  /** Leaves out branches that add nothing to the others, and measures the rest combined. */
  async measure(parts: readonly PassedBranch[]): Promise<MeasuredCombination> {
    const excluded: ExcludedPart<PassedBranch>[] = [];
    const all = await this.#merge(parts);
    if ('reason' in all) throw new Error(all.reason);
    const { whole, contributions } = await keepEarned<PassedBranch, Merged, MergeComparison>(
      { parts, state: all },
      {
        without: async ({ parts: all }, { lane }) => {
          const others = all.filter((part) => part.lane !== lane);
          const merged = await this.#merge(others);
          return 'reason' in merged ? null : { parts: others, state: merged };
        },
        linesOf: (sum, part) => this.#countLines(sum.state, part),
        compare: (without, sum) => this.#compare(without.tree, sum.tree),
        drop: async (_, { part, without, comparison }) => {
          // A single branch has been tested by its own benchmark.
          const failure =
            without.parts.length > 1 ? await this.#findTestFailure(without.state) : null;
          if (failure !== null) return false;
          const effect = comparison.isWorse
            ? 'the other branches perform better without this branch'
            : 'this branch adds no gain to the other branches';
          excluded.push({ part, reason: `${effect}: ${comparison.text}` });
          return true;
        },
      },
    );
    const adds = contributions.map(({ comparison }) => comparison.ratios);
    return {
      parts: whole.parts,
      excluded,
      head: whole.state.head,
      metrics: await this.#measureMetrics(whole, adds),
    };
  }

  async close(): Promise<void> {
    for (const tree of this.#trees.values()) {
      await tree.then((worktree) => worktree.close()).catch(() => undefined);
    }
  }

  async #measureMetrics(
    { parts, state }: Whole<PassedBranch, Merged>,
    adds: readonly DecidingRatios[],
  ): Promise<readonly CombinedMetric[]> {
    if (parts.length < 2) return [];
    const base = await this.#open('base', this.#base);
    const { ratios: sums } = await this.#compare(base, state.tree);
    const alone: DecidingRatios[] = [];
    for (const { lane, commit } of parts) {
      const { ratios } = await this.#compare(base, await this.#open(lane, commit));
      alone.push(ratios);
    }
    return combineMetrics(parts, { sums, alone, adds });
  }

  /** Returns the reason why tests fail with a combination; null if they pass or none exist. */
  async #findTestFailure({ tree }: Merged): Promise<string | null> {
    const command = measure.findSuiteCommand(this.#host, tree.root);
    if (command === null) return null;
    const run = await runTests(this.#toTestWorktree(tree), command);
    return run.state === 'failed'
      ? `the tests fail in combination with the other branches: ${run.message}`
      : null;
  }

  /** Returns a worktree for the tests, which need only its folder; packages are installed. */
  #toTestWorktree({ root }: RunWorktree): Worktree {
    const { signal } = this.#request;
    const provideDependencies = async (): Promise<void> => undefined;
    return { host: this.#host, signal, root, top: root, prefix: '', provideDependencies };
  }

  async #countLines({ tree }: Merged, { commit }: PassedBranch): Promise<number> {
    const worktree = this.#toTestWorktree(tree);
    const { added, removed } = await trees.sizeBetween(worktree, this.#base, commit);
    return added + removed;
  }

  #open(name: string, commit: string): Promise<RunWorktree> {
    const { root, signal } = this.#request;
    const tree = this.#trees.get(name) ?? openRunWorktree(this.#host, root, commit, signal);
    this.#trees.set(name, tree);
    return tree;
  }

  async #merge(parts: readonly PassedBranch[]): Promise<Merged | { readonly reason: string }> {
    const tree = await this.#open(mergeKey(parts), this.#base);
    let head = this.#base;
    for (const { lane, commit } of parts) {
      const merge = await tree.merge(commit);
      if (merge.state === 'conflict') {
        return { reason: `${lane} conflicts with earlier branches in ${merge.files.join(', ')}` };
      }
      head = merge.head;
    }
    return { tree, head };
  }

  async #compare(base: RunWorktree, head: RunWorktree): Promise<MergeComparison> {
    const { compare = compareSides } = this.#request;
    const { scenarios, metric } = this.#settings;
    const report = await compare(this.#request, base.root, head.root, scenarios, metric);
    return { ...computeMarginalGain(report), ratios: readDecidingRatios(report) };
  }
}

function mergeKey(parts: readonly PassedBranch[]): string {
  return parts.map(({ lane }) => lane).join('+');
}
