/** Programs of the user that review a change, by the contract of programs. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import type { Review } from '../../../../plugins/team/reviewer/review-document.ts';
import { openTeamStore } from '../../../../plugins/team/store/team-session-store.ts';
import { runExternalReviewers } from '../../../../plugins/team/workers/run-external-reviewers.ts';
import {
  DEFAULT_TEAM_SETTINGS,
  openWorkerFiles,
} from '../../../../plugins/team/workers/worker-settings-profile-and-change-files.ts';
import type { TaskContext } from '../../../../plugins/team/workers/worker-task-context.ts';
import { createCommittedProject } from '../../../support/git-project.ts';

const FOUND = {
  dimension: 'correctness',
  severity: 'Critical',
  file: 'src/a.js',
  line: 1,
  message: 'it is off by one',
  fix: 'begin at 0',
};

/** Reviews a change with programs that each print a text; returns their findings. */
async function reviewed(programs: Readonly<Record<string, string>>) {
  const project = createCommittedProject('first', { 'src/a.js': '1\n', 'src/b.js': '1\n' });
  const base = project.git('rev-parse', 'HEAD');
  const head = project.commit('second', { 'src/a.js': '2\n' });
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-reviewers-'));
  const host = createHost({
    cwd: project.root,
    env: { ...process.env, PERF_HARNESS_CACHE: folder },
  });
  const store = openTeamStore(host, project.root, 'shop');
  const work = openWorkerFiles(host, store.paths);
  const reviewers = Object.entries(programs).map(([id, text]) => {
    const file = join(folder, `${id}.mjs`);
    const read = `import { text } from 'node:stream/consumers';\nconst asked = JSON.parse(await text(process.stdin));\n`;
    writeFileSync(file, `${read}${text}\n`);
    return {
      id,
      network: false,
      env: [],
      command: [process.execPath, file] as [string, ...string[]],
    };
  });
  const { programs: usual } = DEFAULT_TEAM_SETTINGS;
  work.saveSettings({ ...DEFAULT_TEAM_SETTINGS, programs: { ...usual, reviewers } });
  const task = { id: 'REVIEW-B01', lane: 'B01', attempt: 1, context: { feedback: ['slower'] } };
  const { signal } = new AbortController();
  // Sound: no other fields are read.
  const context = { host, root: project.root, work, task, signal } as unknown as TaskContext;
  const review = { base, head, files: ['src/a.js'] } as unknown as Review;
  const answer = await runExternalReviewers(context, review);
  const recorded = (id: string) =>
    JSON.parse(readFileSync(work.path('B01', `programs/REVIEW-B01-1-${id}.json`), 'utf8'));
  return { ...answer, recorded };
}

const says = (value: unknown): string => `console.log(${JSON.stringify(JSON.stringify(value))});`;

it('TPR-01: lets a program review the difference, and ignores what it says of other files', async () => {
  const { findings, remarks, recorded } = await reviewed({
    strict: says({ findings: [FOUND, { ...FOUND, file: 'src/b.js' }] }),
  });
  expect(findings).toEqual([{ ...FOUND, check: 'strict' }]);
  expect(remarks).toEqual([
    'strict reports findings in files that the change does not touch (1 in total)',
  ]);
  expect(recorded('strict').input).toMatchObject({
    schema: 'perf-harness/team-review-request@1',
    files: ['src/a.js'],
    feedback: ['slower'],
    diff: expect.stringContaining('-1\n+2\n'),
  });
});

it('TPR-03: tolerates a reviewer that approves of everything, crashes, or names no line', async () => {
  const { line: _, ...nowhere } = FOUND;
  const { findings, remarks } = await reviewed({
    lenient: says({ findings: [] }),
    broken: 'process.exit(3);',
    vague: says({ findings: [nowhere] }),
    strict: says({ findings: [FOUND] }),
  });
  expect(findings.map(({ check }) => check)).toEqual(['strict']);
  expect(remarks).toHaveLength(2);
  expect(remarks[0]).toContain('The program of broken');
  expect(remarks[0]).toContain('exited with code 3');
  expect(remarks[1]).toContain('the review from vague has an invalid format');
});
