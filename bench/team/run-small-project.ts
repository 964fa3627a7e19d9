import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Combination } from '../../plugins/team/combine/gain-interaction.ts';
import type { AggregateResults } from '../../plugins/team/coordinate/aggregate-team-session-results.ts';
import { type Gain, readGain, runHarness } from '../evaluation/run-harness.ts';
import { runGit } from '../run-git.ts';
import type { BenchJournalEntry } from '../verdicts/bench-journal.ts';
import type { SmallProject } from './small-projects.ts';

/** An accepted change of one file, compared alone with the team's starting point. */
export interface AcceptedFileComparison {
  readonly branch: string;
  readonly file: string;
  readonly added: number;
  readonly removed: number;
  readonly gain: Gain | null;
}

export interface SmallProjectEntry extends BenchJournalEntry {
  readonly kind: 'small-project';
  readonly name: string;
  readonly seconds: number;
  readonly exit: number;
  /** Each branch with its status, improvement and reason for failure. */
  readonly branches: readonly {
    readonly lane: string;
    readonly status: string;
    readonly improvement: string | null;
    readonly reason: string;
  }[];
  readonly combined: readonly string[];
  readonly accepted: readonly AcceptedFileComparison[];
  /** Caveats of the optimizers: dropped changes with their reasons. */
  readonly dropped: readonly string[];
  /** End of stderr if the run did not finish. */
  readonly trouble: string;
}

/** Runs a team on a project, and compares each accepted file separately. */
export function runSmallProject(id: string, project: SmallProject): SmallProjectEntry {
  const root = makeSmallProject(project);
  try {
    const began = performance.now();
    const program = project.naive === undefined ? [] : ['--generator', 'node tools/propose.mjs'];
    const ended = runHarness(root, ['team', 'run', 'work', '--yes', ...program]);
    const seconds = Math.round((performance.now() - began) / 1_000);
    const folder = join(root, '.workflow/work');
    const read = <T>(name: string): T | null =>
      existsSync(join(folder, name)) ? JSON.parse(readFileSync(join(folder, name), 'utf8')) : null;
    const aggregate = read<AggregateResults>('artifacts/aggregate-results.json');
    const combination = read<Combination>('artifacts/combination-results.json');
    const branches = Object.entries(aggregate?.branches ?? {}).map(([lane, branch]) => ({
      lane,
      status: branch.status,
      improvement: branch.improvement ?? null,
      reason: branch.reason ?? '',
    }));
    const passed = branches.filter(({ status }) => status === 'passed');
    const heads = [
      ...passed.map(({ lane }) => `team/work/${lane}`),
      ...(combination?.branch == null ? [] : [combination.branch]),
    ];
    return {
      id,
      kind: 'small-project',
      name: project.name,
      seconds,
      exit: ended.status,
      branches,
      combined: combination?.lanes ?? [],
      accepted: acceptedAlone(root, heads),
      dropped: caveatsIn(folder),
      trouble: aggregate === null ? ended.stderr.slice(-600) : '',
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** The same change in several branches is compared once. */
function acceptedAlone(root: string, heads: readonly string[]): readonly AcceptedFileComparison[] {
  const seen = new Set<string>();
  return heads.flatMap((branch) => {
    const changed = runGit(root, 'diff', '--name-only', 'main', branch).split('\n');
    return changed.flatMap((file): readonly AcceptedFileComparison[] => {
      const text = file === '' ? '' : runGit(root, 'diff', 'main', branch, '--', file);
      if (text === '' || seen.has(text)) return [];
      seen.add(text);
      const [added = 0, removed = 0] = runGit(root, 'diff', '--numstat', 'main', branch, '--', file)
        .split('\t')
        .map(Number);
      runGit(root, 'checkout', '--quiet', '--detach', 'main');
      runGit(root, 'checkout', '--quiet', branch, '--', file);
      runGit(root, 'commit', '--quiet', '--message', `${file} of ${branch}`);
      const alone = runGit(root, 'rev-parse', 'HEAD');
      runGit(root, 'checkout', '--quiet', 'main');
      const words = ['compare', 'main', alone, 'work', '--reporter', 'json'];
      const { stdout } = runHarness(root, words);
      return [{ branch, file, added, removed, gain: readGain(stdout) }];
    });
  });
}

function caveatsIn(folder: string): readonly string[] {
  const file = join(folder, 'wisdom/shared-memory');
  if (!existsSync(file)) return [];
  const lanes = ['main', 'B01', 'B02', 'B03', 'B04', 'B05'];
  return lanes.flatMap((lane) => {
    for (const name of [`optimizer.${lane}.json`, 'optimizer.json']) {
      const path = join(file, name);
      if (!existsSync(path) || (name === 'optimizer.json' && lane !== 'main')) continue;
      const { caveats = [] } = JSON.parse(readFileSync(path, 'utf8')) as { caveats?: string[] };
      return caveats.map((text) => text.slice(0, 300));
    }
    return [];
  });
}

/** Creates a repository of one commit, with a program proposing the naive fix, if there is one. */
export function makeSmallProject(project: SmallProject): string {
  const root = mkdtempSync(join(tmpdir(), 'perf-harness-small-'));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  runGit(root, 'init', '--quiet', '--initial-branch=main');
  write(
    'package.json',
    '{ "name": "small", "type": "module", "scripts": { "test": "node --test" } }\n',
  );
  write('.gitignore', 'node_modules/\n.perf-harness/\n.workflow/\n');
  write('perf-harness.config.yaml', 'trials: { min: 5, max: 12, time: 4 s }\n');
  write('src/first.js', project.first);
  write('src/second.js', project.second);
  write('scenarios/work.js', scenarioOf(project));
  write('test/work.test.js', testOf(project));
  if (project.naive !== undefined) {
    runGit(root, 'add', '--all');
    write('src/second.js', project.naive.text);
    const patch = `${runGit(root, 'diff', '--', 'src/second.js')}\n`;
    runGit(root, 'checkout', '--quiet', '--', 'src/second.js');
    write('tools/propose.mjs', programOf(project.naive.title, patch));
  }
  runGit(root, 'add', '--all');
  runGit(root, 'commit', '--quiet', '--message', 'first');
  return root;
}

function scenarioOf({ given }: SmallProject): string {
  return `import { defineScenario } from 'perf-harness';
import { first } from '../src/first.js';
import { second } from '../src/second.js';

const [one, other] = [
  ${given.join(',\n  ')},
];

export default defineScenario({ name: 'work', run: () => [first(one), second(other)] });
`;
}

function testOf({ examples, given }: SmallProject): string {
  const checks = examples.map(([call, value]) => `  assert.deepEqual(${call}, ${value});`);
  return `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { first } from '../src/first.js';
import { second } from '../src/second.js';

test('examples', () => {
${checks.join('\n')}
});

test('all that is given', () => {
  const before = [first(${given[0]}), second(${given[1]})];
  assert.deepEqual([first(${given[0]}), second(${given[1]})], before);
});
`;
}

function programOf(title: string, patch: string): string {
  return `import { text } from 'node:stream/consumers';
const { map } = JSON.parse(await text(process.stdin));
const all = (steps) => steps.flatMap((step) => [step, ...all(step.children)]);
const steps = all(map.steps);
const { id } = steps.find((step) => (step.location ?? '').includes('second.js')) ?? steps[0];
const patch = ${JSON.stringify(patch)};
console.log(JSON.stringify({ hypotheses: [{
  id: 'H1', description: ${JSON.stringify(title)}, bottleneck_addressed: id,
  bottleneck_class: 'CPU', expected_impact: { percent: 8, origin: 'estimated', note: 'by hand' },
  complexity: 'Low', risk: 'Low', fix_level: 4, files_to_modify: ['src/second.js'],
  dependencies: [], conflicts_with: [], evidence: [id],
  premises: [{ text: 'it takes long', measurement: id }], apply: { kind: 'patch', patch },
}] }));
`;
}
