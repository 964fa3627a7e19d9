import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const PRELOAD = new URL('../../../profilers/v8/heap-profile-preload.ts', import.meta.url).href;
/** Loaded before the preload: prints at exit which flags of V8 were set. */
const WATCH = `data:text/javascript,${encodeURIComponent(`
  import v8 from 'node:v8';
  import { syncBuiltinESMExports } from 'node:module';
  const flags = [];
  v8.setFlagsFromString = (flag) => flags.push(flag);
  syncBuiltinESMExports();
  process.on('exit', () => console.log(JSON.stringify(flags)));
`)}`;

function flagsSet(counts: string): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'heap-preload-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const env = {
    ...process.env,
    PERF_HARNESS_HEAP_PROFILE: folder,
    PERF_HARNESS_HEAP_INTERVAL_B: '1024',
    PERF_HARNESS_HEAP_COUNTS: counts,
  };
  const args = [`--import=${WATCH}`, `--import=${PRELOAD}`, '--eval', '0'];
  return JSON.parse(execFileSync(process.execPath, args, { env, encoding: 'utf8' }));
}

test('inlines functions where all allocations count, and not where names matter most', () => {
  // Without inlining V8 allocates objects that it otherwise does without.
  expect(flagsSet('allocated')).toEqual([]);
  expect(flagsSet('held')).toEqual(['--no-turbo-inlining', '--no-maglev-inlining']);
});
