import { type Host, measure } from 'perf-harness/plugin';
import {
  keepEarned,
  openRunWorktree,
  runTests,
  trees,
  type Worktree,
} from '../../optimize/index.ts';
import {
  computeMarginalGain,
  type MarginalGain,
} from '../benchmarker/read-metrics-and-gains-of-comparison.ts';
import { requestedMetric } from '../coordinate/list-and-record-user-decisions.ts';
import {
  deriveWorkstreamState,
  type SessionState,
} from '../coordinate/workstream-state-from-tasks.ts';
import { comparePriority } from '../session/optimization-summary-and-priority.ts';
import { MAIN_WORKSTREAM } from '../session/workstream.ts';
import { openTeamStore } from '../store/team-session-store.ts';
import {
  openWorkerFiles,
  type ProfiledScenario,
} from '../workers/worker-settings-profile-and-change-files.ts';
import { compareSides, formatJson } from '../workers/worker-task-context.ts';
import { setBranch, workstreamBranch } from '../workers/workstream-git-operations.ts';
import {
  COMBINATION_FILE,
  COMBINATION_SCHEMA,
  type Combination,
  type CombinedMetric,
  combineMetrics,
  type DecidingRatios,
  type ExcludedPart,
  findCompatibleSubset,
  type MeasuredBranch,
  type PassedBranch,
  readDecidingRatios,
  worstInteraction,
} from './gain-interaction.ts';

export interface CombineRequest {
  /** The project that the user works in, absolute. */
  readonly root: string;
  readonly session: string;
  readonly signal: AbortSignal;
  /** Measures two folders live. Default: the public comparison. */
  readonly compare?: typeof compareSides;
}

/**
 * Merges passing branches in order of priority and measures the combination against the base and
 * against the combination without each of them. Branches that conflict, break the tests or add
 * nothing are left out.
 * @throws UserError where there is no session of that name.
 */
export async function combineBranches(host: Host, request: CombineRequest): Promise<Combination> {
  const { root, session, signal } = request;
  const store = openTeamStore(host, root, session);
  const state = await store.read();
  const base = state.session.base_commit ?? 'HEAD';
  const passed = listPassedBranches(state);
  const { scenarios } = await openWorkerFiles(host, store.paths).profile(MAIN_WORKSTREAM);
  const metric = requestedMetric(state);
  const combiner = new Combiner({ ...request, host, base, scenarios, metric });
  try {
    const subset = await findCompatibleSubset(passed, (parts) => combiner.probe(parts));
    const measured = await combiner.measure(subset.compatible);
    const { parts, metrics } = measured;
    const excluded = [...subset.excluded, ...measured.excluded];
    // A single branch is not a combination: it has its own result.
    const branch = parts.length < 2 ? null : workstreamBranch(session, 'combined');
    if (branch !== null) await setBranch({ host, root, signal }, branch, measured.head);
    const document: Combination = {
      schema: COMBINATION_SCHEMA,
      session,
      base,
      head: branch === null ? null : measured.head,
      branch,
      passed,
      lanes: parts.map(({ lane }) => lane),
      left_out: excluded.map(({ part, reason }) => ({ lane: part.lane, reason })),
      metrics,
      interaction:
        metrics.length === 0 ? null : worstInteraction(metrics.map((metric) => metric.interaction)),
    };
    host.files.writeAtomic(store.paths.artefact(COMBINATION_FILE), formatJson(document));
    return document;
  } finally {
    await combiner.close();
  }
}

/** Branches of a fan-out that passed, the most urgent first. */
export function listPassedBranches(state: SessionState): PassedBranch[] {
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

interface MeasuredCombination {
  readonly parts: readonly PassedBranch[];
  /** Branches that add nothing to them, or make them worse. */
  readonly excluded: readonly ExcludedPart<PassedBranch>[];
  readonly head: string;
  readonly metrics: CombinedMetric[];
}

interface CombinerSettings extends CombineRequest {
  readonly host: Host;
  /** Commit that all branches started from. */
  readonly base: string;
  readonly scenarios: readonly ProfiledScenario[];
  /** Metric that decides; null: those of each scenario. */
  readonly metric: string | null;
}

/** Merge of branches with which the tests passed, or a single branch. */
interface Merged {
  readonly tree: RunWorktree;
  readonly head: string;
}

interface MergeComparison extends MarginalGain {
  readonly ratios: DecidingRatios;
}

class Combiner {
  readonly #settings: CombinerSettings;
  readonly #trees = new Map<string, Promise<RunWorktree>>();

  constructor(settings: CombinerSettings) {
    this.#settings = settings;
  }

  /** Why these do not go together, before anything is measured; null: they do. */
  async probe(parts: readonly PassedBranch[]): Promise<string | null> {
    const merged = await this.#merge(parts);
    return 'reason' in merged ? merged.reason : this.#findTestFailure(merged);
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
        linesOf: async ({ state }, { commit }) => {
          const { base } = this.#settings;
          const worktree = this.#toTestWorktree(state.tree);
          const { added, removed } = await trees.sizeBetween(worktree, base, commit);
          return added + removed;
        },
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
    const { head } = whole.state;
    if (whole.parts.length < 2) return { parts: whole.parts, excluded, head, metrics: [] };
    const base = await this.#open('base', this.#settings.base);
    const { ratios: sums } = await this.#compare(base, whole.state.tree);
    const branches: MeasuredBranch[] = [];
    for (const { lane, commit } of whole.parts) {
      const { ratios: alone } = await this.#compare(base, await this.#open(lane, commit));
      const own = contributions.find(({ part }) => part.lane === lane);
      branches.push({ lane, alone, adds: own?.comparison.ratios });
    }
    return { parts: whole.parts, excluded, head, metrics: combineMetrics(sums, branches) };
  }

  async close(): Promise<void> {
    for (const tree of this.#trees.values()) {
      await tree.then((worktree) => worktree.close()).catch(() => undefined);
    }
  }

  /** Returns the reason why tests fail with a combination; null if they pass or none exist. */
  async #findTestFailure({ tree }: Merged): Promise<string | null> {
    const command = measure.findSuiteCommand(this.#settings.host, tree.root);
    if (command === null) return null;
    const run = await runTests(this.#toTestWorktree(tree), command);
    return run.state === 'failed'
      ? `the tests fail in combination with the other branches: ${run.message}`
      : null;
  }

  /** Returns a worktree for the tests, which need only its folder; packages are installed. */
  #toTestWorktree({ root }: RunWorktree): Worktree {
    const { host, signal } = this.#settings;
    const provideDependencies = async (): Promise<void> => undefined;
    return { host, signal, root, top: root, prefix: '', provideDependencies };
  }

  #open(name: string, commit: string): Promise<RunWorktree> {
    const { host, root, signal } = this.#settings;
    const tree = this.#trees.get(name) ?? openRunWorktree(host, root, commit, signal);
    this.#trees.set(name, tree);
    return tree;
  }

  async #merge(parts: readonly PassedBranch[]): Promise<Merged | { readonly reason: string }> {
    let head = this.#settings.base;
    const tree = await this.#open(parts.map(({ lane }) => lane).join('+'), head);
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
    const { compare = compareSides, scenarios, metric } = this.#settings;
    const report = await compare(this.#settings, base.root, head.root, scenarios, metric);
    return { ...computeMarginalGain(report), ratios: readDecidingRatios(report) };
  }
}
