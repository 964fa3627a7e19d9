/** AUD-02: auditors in separate processes. The failure of an auditor does not affect the others. */
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createHost, type Host } from '../../../harness/host.ts';
import { DEFAULT_AUDITORS } from '../../../plugins/audit/auditors/auditor-registry.ts';
import { spawnAuditor } from '../../../plugins/audit/spawn-auditor.ts';
import { completedCategory } from '../../support/audit-category-results.ts';

/** Program started like audit-worker, with arguments auditor, folder and disabled rules. */
const WORDS = `import { readdirSync, writeFileSync } from 'node:fs';
const [, , command, auditor, folder, ...rest] = process.argv;
const answer = (given) => writeFileSync(folder + '/' + auditor + '.json', given);
const note = (what) => writeFileSync(folder + '/' + [auditor, rest.length, what].join('-'), '');
const hang = () => { setInterval(() => undefined, 1000); note('hangs'); };
const category = (changes) => JSON.stringify({ ...${JSON.stringify(completedCategory([]))}, auditor, ...changes });
`;

/** A host on which the time of a program is up as soon as it hangs, and never before. */
function hastyHost(): Host {
  const host = createHost();
  const exec: Host['processes']['exec'] = async (spec) => {
    const [, , auditor = '', folder = '', ...rest] = spec.args ?? [];
    const timeIsUp = new AbortController();
    const timer = setInterval(() => {
      if (existsSync(join(folder, `${auditor}-${rest.length}-hangs`))) timeIsUp.abort();
    }, 10);
    const result = await host.processes.exec({ ...spec, signal: timeIsUp.signal });
    clearInterval(timer);
    return { ...result, timedOut: timeIsUp.signal.aborted };
  };
  return { ...host, processes: { ...host.processes, exec } };
}

async function runAll(programs: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'audit-isolation-'));
  const { signal } = new AbortController();
  const host = hastyHost();
  const categories = await Promise.all(
    DEFAULT_AUDITORS.map((auditor, index) => {
      const file = join(folder, `${auditor.id}.mjs`);
      writeFileSync(file, `${WORDS}${programs[index] ?? 'answer(category({}));'}`);
      const launch = { file: process.execPath, args: [file] };
      const timeoutMs = 100_000;
      return spawnAuditor(host, launch, { auditor, folder, root: folder, timeoutMs, signal });
    }),
  );
  return { categories };
}

test('AUD-02: names auditors that die, or give the answer of another or half an answer', async () => {
  const { categories } = await runAll([
    "process.stderr.write('cannot go on'); process.exit(3);",
    "answer(category({ auditor: '653' }));",
    'answer(category({}).slice(0, 100));',
  ]);
  const wrong = { status: 'error', reason: "the auditor's answer has an unexpected format" };
  expect(categories).toMatchObject([
    {
      auditor: '651',
      status: 'error',
      reason: 'the auditor exited without an answer: cannot go on',
    },
    { auditor: '652', ...wrong },
    { auditor: '653', ...wrong },
  ]);
});

test('AUD-02: names and skips rules that never end, up to four, and runs the others', async () => {
  const { categories } = await runAll([
    `console.log('begins rule-' + (rest.length + 1)); hang();`,
    `console.log('begins first-rule'); console.log('begins endless-rule');
if (rest.join(' ') === 'endless-rule') answer(category({}));
else hang();`,
    "console.log('reading'); hang();",
  ]);
  expect(categories).toMatchObject([
    {
      status: 'error',
      reason: 'rules that do not terminate: rule-1, rule-2, rule-3, rule-4',
    },
    { auditor: '652', status: 'completed' },
    {
      status: 'error',
      reason: expect.stringContaining('the auditor was stopped after reading the project for'),
    },
  ]);
});

test('AUD-02: runs auditors in parallel', async () => {
  // If one auditor waited for the end of another, none would finish.
  const wait = `note('begins');
const timer = setInterval(() => {
  if (readdirSync(folder).filter((name) => name.endsWith('-begins')).length < 3) return;
  clearInterval(timer);
  answer(category({}));
}, 10);`;
  const { categories } = await runAll([wait, wait, wait]);
  expect(categories.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
});
