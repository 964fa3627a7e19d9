import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { VERDICT_FINDINGS } from '../../harness/live-comparison/rejudge-comparison-from-trials.ts';

const FOLDER = fileURLToPath(new URL('../../harness/gate/decide', import.meta.url));

test('the list has every finding that the verdict code creates, and nothing else', () => {
  const texts = readdirSync(FOLDER).map((name) => readFileSync(join(FOLDER, name), 'utf8'));
  const made = texts.flatMap((text) => [...text.matchAll(/\bid: '([^']+)'/gu)]);
  expect(new Set(made.map(([, id]) => id))).toEqual(VERDICT_FINDINGS);
});
