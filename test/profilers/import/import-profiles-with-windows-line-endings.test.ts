/** Profiles with Windows line ends. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  readFixtureBytes,
  readProfileContent,
  summarizeFunctions,
} from '../../support/profile-fixture.ts';

const FILES = new URL('../../fixtures/profile-files/', import.meta.url);

async function expectSame(text: string): Promise<void> {
  const plain = await readProfileContent(text);
  const crlf = await readProfileContent(text.replaceAll('\n', '\r\n'));
  expect(summarizeFunctions(crlf)).toEqual(summarizeFunctions(plain));
  expect(crlf.lines).toEqual(plain.lines);
}

test.each([
  'callgrind-3.19.out.gz',
  'memory-profiler-0.61.txt',
  'perf-script-6.1.txt',
  'py-spy-0.4.1.raw.txt',
  'py-spy-0.4.3.svg',
])('reads the same functions from the profile %s with Windows line endings', async (name) => {
  await expectSame((await readFixtureBytes(name)).toString());
});

test.each([
  'mariadb-10.11/slow.log',
  'postgresql-15/slow.log',
  'postgresql-15/slow.csv',
  'postgresql-15/plan-framed.txt',
  'opentelemetry-2.12/traces.jsonl',
])(
  'reads the same functions from the database or trace file %s with Windows line endings',
  async (name) => {
    await expectSame(readFileSync(new URL(name, FILES), 'utf8'));
  },
);
