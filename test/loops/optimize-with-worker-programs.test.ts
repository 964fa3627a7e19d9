/**
 * An external program improves a project: the worked example exactly as in docs/programs.md, from
 * the command line, measured for real; and a replay of the run without the program.
 */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Research } from '../../plugins/optimize/document/optimization-hypothesis.ts';
import { readRepositoryFile } from '../repository/read-repository-sources.ts';
import { createGitProject, type GitProject } from '../support/git-project.ts';
import { runCli } from '../support/run-cli.ts';

const MINUTE = 60_000;
const FOLDER = '.optimization/names-of-orders';
const COMPLAINT = ['--target', 'names of orders', '--observed', '40ms:response_time'];
const PROGRAM = ['--no-built-in', '--generator', 'node tools/propose.mjs'];

/** The files that the page shows, by their names above them. */
function filesOfPage(): Readonly<Record<string, string>> {
  const shown = /^`([\w./-]+)`[^\n]*:\n\n```js\n([\s\S]*?\n)```/gmu;
  const page = readRepositoryFile('docs/programs.md').replace(
    /, which is committed like the rest:/u,
    ':',
  );
  return Object.fromEntries(
    [...page.matchAll(shown)].map(([, path = '', text = '']) => [path, text]),
  );
}

function optimize({ root }: GitProject, ...args: readonly string[]) {
  const cache = mkdtempSync(join(tmpdir(), 'perf-harness-cache-'));
  return runCli(['optimize', ...COMPLAINT, ...PROGRAM, ...args], {
    cwd: root,
    env: { PERF_HARNESS_CACHE: cache },
  });
}

function researchOf({ root }: GitProject): Research {
  return JSON.parse(readFileSync(join(root, FOLDER, 'cycle-1/research.json'), 'utf8'));
}

it(
  'ends the worked example with a proven gain, and replays it without the program',
  async () => {
    const project = createGitProject();
    const files = filesOfPage();
    expect(Object.keys(files)).toHaveLength(4);
    const first = project.commit('first', {
      ...files,
      'package.json': '{ "type": "module", "scripts": { "test": "node --test" } }\n',
      'perf-harness.config.yaml': 'trials: { min: 5, max: 8, time: 3 s }\n',
    });
    const approved = ['--goal', '1ms', '--max-cycles', '1', '--approve', 'gate1,gate2'];
    const done = await optimize(project, ...approved);
    expect(done, done.err).toMatchObject({ code: 0 });
    expect(done.out).toContain('H1: Look customers up in a Map');
    expect(done.out).toContain('TARGET MET on cycle 1');
    const [branch = ''] = project
      .git('branch', '--list', 'optimize/*', '--format=%(refname:short)')
      .split('\n');
    expect(project.git('show', `${branch}:src/orders.js`)).toContain(
      'name: find(order.customer)?.name ?? null',
    );
    expect(project.git('diff', '--name-only', first, branch)).toBe('src/orders.js');
    expect(project.git('rev-parse', 'HEAD')).toBe(first);
    expect(project.git('status', '--porcelain')).toBe('');
    const proposed = researchOf(project).hypotheses;

    const [run = ''] = readdirSync(join(project.root, FOLDER, 'programs'));
    const recordings = `${FOLDER}/programs/${run}`;
    expect(readdirSync(join(project.root, recordings))).toEqual(['cycle-1-generator-propose.json']);
    project.git('rm', '--quiet', 'tools/propose.mjs');
    project.commit('the program is gone');
    const plan = ['--plan-only', '--approve', 'gate1'];
    const again = await optimize(project, ...plan, '--replay', recordings);
    expect(again, again.err).toMatchObject({ code: 0 });
    const kept = (all: Research['hypotheses']) =>
      all.map(({ id, key, description, apply }) => ({ id, key, description, apply }));
    expect(kept(researchOf(project).hypotheses)).toEqual(kept(proposed));

    // Without the recording, the missing program is reported, and nothing is made up.
    const bare = await optimize(project, ...plan);
    expect(bare.code).toBe(7);
    expect(bare.err).toContain(
      'The program of propose (node tools/propose.mjs) exited with code 1',
    );
  },
  15 * MINUTE,
);
