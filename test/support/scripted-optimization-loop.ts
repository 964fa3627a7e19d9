import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost } from '../../harness/host.ts';
import type { PerformanceMap } from '../../harness/model/documents/performance-map-document.ts';
import type { WrongToolJudgement } from '../../harness/model/program/code-optimisation-suitability-judgement.ts';
import type { Hypothesis } from '../../plugins/optimize/document/optimization-hypothesis.ts';
import {
  type OptimizeDependencies,
  type OptimizeRequest,
  optimize,
} from '../../plugins/optimize/optimize.ts';
import type { Workers } from '../../plugins/optimize/phase-worker-interfaces.ts';
import { optimizationView } from '../../plugins/optimize/view/optimization-view.ts';
import { renderMarkdown } from '../../reports/markdown/render-report-view-as-markdown.ts';
import { createCommittedProject, type GitProject } from './git-project.ts';
import { withUnguardedGit } from './run-git-without-process-guardian.ts';
import { sampleHypothesis, samplePerformanceMap } from './sample-optimization-context.ts';

/** Results of a cycle of scripted workers. */
export interface ScriptedCycle {
  readonly baseline: number;
  readonly final: number;
  readonly applied?: readonly string[];
  readonly hypotheses?: readonly Hypothesis[];
  /** Further fields in the answer of the executor. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly map?: Partial<PerformanceMap>;
  readonly gate?: Partial<WrongToolJudgement>;
  readonly verdict?: string;
  /** File that its branch changes. */
  readonly file?: string;
  /** Replaces the answer of the executor. */
  readonly execution?: unknown;
}

/** A repository with tests and a function to make faster. */
export function createOptimizeProject(files: Readonly<Record<string, string>> = {}): GitProject {
  return createCommittedProject('first', {
    'package.json': JSON.stringify({ type: 'module', scripts: { test: 'node --test' } }),
    'src/users.ts': 'export function listUsers() {\n  return [];\n}\n',
    ...files,
  });
}

/** Folder of the loop of `createOptimizeProject`, below its root. */
export const LOOP_FOLDER = '.optimization/listusers';

/** Returns the state of a loop as it is stored. */
export function readLoopState(root: string, folder = LOOP_FOLDER) {
  return JSON.parse(readFileSync(join(root, folder, 'state.json'), 'utf8'));
}

/** Makes a branch on top of a worktree's commit, without touching it. */
export function createBranch(root: string, branch: string, file: string, text: string): void {
  const data = (content: string): string => `data ${Buffer.byteLength(content)}\n${content}\n`;
  const seconds = Math.floor(Date.now() / 1000);
  const input = [
    `commit refs/heads/${branch}\n`,
    `committer t <t@example.com> ${seconds} +0000\n`,
    data(branch),
    'from HEAD^0\n',
    `M 100644 inline ${file}\n`,
    data(text),
  ].join('');
  execFileSync('git', ['fast-import', '--quiet', '--force'], { cwd: root, input });
}

/** Creates scripted workers, with a list of the workers called. */
export function createScriptedWorkers(cycles: readonly ScriptedCycle[]): {
  readonly workers: Workers;
  readonly calls: string[];
} {
  const calls: string[] = [];
  let at = 0;
  const now = (): ScriptedCycle => cycles[at - 1] ?? { baseline: 100, final: 100 };
  const workers: Workers = {
    profile: async ({ cycle }) => {
      at = cycle;
      calls.push(`profile ${cycle}`);
      return samplePerformanceMap({
        baseline: { wall_time_ms: now().baseline, cpu_time_ms: 60, memory_peak_mb: 80 },
        bottleneck_classification: 'I/O-Network',
        bottleneck_detail: '13 sequential HTTP calls',
        ...now().map,
      });
    },
    gate: async ({ cycle, waiver }) => {
      at = cycle;
      calls.push(`gate ${cycle}`);
      const judged = {
        verdict: 'PROCEED',
        outcome: 'go-on',
        cycle,
        indicators: [],
        concerns: [],
        waiver: null,
      };
      const gate = now().gate;
      if (gate?.verdict === 'BLOCK' && waiver !== null) {
        return { ...judged, ...gate, verdict: 'WAIVED', outcome: 'go-on', waiver };
      }
      return { ...judged, ...gate };
    },
    generate: async ({ exclude }) => {
      calls.push(`generate ${at} without ${exclude.join(',')}`);
      return {
        industry_benchmark: null,
        target_metrics: {},
        hypotheses: now().hypotheses ?? [sampleHypothesis({ key: `key-${at}` })],
        local_codebase_findings: [],
        research_sources: [],
        disclaimer: 'no external sources verified',
      };
    },
    validate: async () => {
      calls.push(`validate ${at}`);
      return {
        verdict: now().verdict ?? 'GO',
        corrections_applied: 0,
        hypotheses_removed: [],
        concerns: [],
      };
    },
    execute: async ({ root, slug, contextFile }) => {
      at = Number(/optimization.* cycle (\d+)/i.exec(readFileSync(contextFile, 'utf8'))?.[1]);
      calls.push(`execute ${at}`);
      if ('execution' in now()) return now().execution;
      const { baseline, final, applied = ['H1'], file = `src/c${at}.ts` } = now();
      const branch = `optimize/${slug}-c${at}`;
      createBranch(root, branch, file, `export const cycle = ${at};\n`);
      return {
        branch,
        baseline: { wall_time_ms: baseline, memory_peak_mb: 80 },
        final: { wall_time_ms: final, memory_peak_mb: 80 },
        total_improvement_pct: ((baseline - final) / baseline) * 100,
        target_met: false,
        strike_result: 'clean',
        hypotheses_applied: applied,
        hypotheses_removed: [],
        files_modified: [file],
        contested_results: [],
        ...now().details,
      };
    },
  };
  return { workers, calls };
}

const REPORTS: OptimizeDependencies['reports'] = [
  { name: 'report.md', render: (document) => renderMarkdown(optimizationView(document)) },
];

/** Cache with the worktrees of loops; a program that a test kills may leave some. */
const OWN_CACHE = { PERF_HARNESS_CACHE: join(tmpdir(), 'perf-harness-loops') };

/** Messages and questions of a loop. */
export interface OptimizationLoopMessages {
  readonly told: string[];
  readonly asked: string[];
}

/** Runs a loop on a repository with scripted workers. No user answers unless `answer` is given. */
export async function runOptimizationLoop(
  root: string,
  workers: Workers,
  request: Partial<OptimizeRequest> = {},
  changes: Partial<OptimizeDependencies> & { readonly answer?: (question: string) => boolean } = {},
) {
  const said: OptimizationLoopMessages = { told: [], asked: [] };
  const { answer, ...parts } = changes;
  const host = withUnguardedGit(createHost({ cwd: root, env: { ...OWN_CACHE, ...process.env } }));
  const ended = await optimize(
    {
      host,
      workers,
      answers: { waive: null, waivePlan: null, by: 'tester' },
      reports: REPORTS,
      tell: (text) => said.told.push(text),
      ask:
        answer === undefined
          ? null
          : async (question) => {
              said.asked.push(question);
              return answer(question);
            },
      signal: new AbortController().signal,
      ...parts,
    },
    {
      root,
      target: 'src/users.ts::listUsers',
      observed: '6300ms:response_time',
      goal: '500ms',
      approve: ['gate1', 'gate2'],
      ...request,
    },
  );
  return { ...ended, ...said };
}
