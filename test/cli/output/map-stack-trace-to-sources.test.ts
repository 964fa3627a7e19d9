import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { beforeAll, expect, test } from 'vitest';
import { mapStackTraceToSources } from '../../../cli/output/map-stack-trace-to-sources.ts';

const SOURCES = {
  'fail.ts': `export interface Reason {
  readonly text: string;
}

export function fail({ text }: Reason): never {
  throw new Error(text);
}
`,
  'main.ts': `import { fail } from './fail.ts';

export function main(): void {
  fail({ text: 'broken' });
}
`,
};

let bundle = '';

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'in-sources-'));
  for (const [name, text] of Object.entries(SOURCES)) writeFileSync(join(folder, name), text);
  bundle = join(folder, 'dist/main.js');
  const build = await rolldown({ input: join(folder, 'main.ts') });
  await build.write({ file: bundle, sourcemap: true, sourcemapExcludeSources: true });
});

test('maps places in a bundle to those of its modules', async () => {
  const { main } = (await import(pathToFileURL(bundle).href)) as { readonly main: () => void };
  let stack = '';
  try {
    main();
  } catch (error) {
    stack = String((error as Error).stack);
  }
  const [message, ...lines] = mapStackTraceToSources(stack).split('\n');
  expect(message).toBe('Error: broken');
  expect(lines[0]).toMatch(/^ {4}at fail \(\S+\/in-sources-\w+\/fail\.ts:6:9\)$/);
  expect(lines[1]).toMatch(/^ {4}at main \(\S+\/in-sources-\w+\/main\.ts:4:3\)$/);
});

test('leaves places without a map unchanged', () => {
  const stack = `Error: broken
    at fail (file:///nowhere/fail.js:6:9)
    at ModuleJob.run (node:internal/modules/esm/module_job:569:25)
    at main (/nowhere/main.ts:4:3)`;
  expect(mapStackTraceToSources(stack)).toBe(stack);
});
