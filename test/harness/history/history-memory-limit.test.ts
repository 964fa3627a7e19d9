import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const LARGE_RUN = fileURLToPath(new URL('../../fixtures/history/large-run.ts', import.meta.url));
const LIMIT_BYTES = 200_000_000;

describe('memory use', () => {
  it('stays under 200 MB for a run of 1,000 trials and ten metrics, up to its comparison', () => {
    const folder = mkdtempSync(join(tmpdir(), 'perf-harness-memory-'));
    // Coverage of the tests would be counted too.
    const env = { ...process.env, NODE_V8_COVERAGE: undefined };
    const printed = execFileSync(process.execPath, [LARGE_RUN, folder], { encoding: 'utf8', env });
    const { trials, compared, peak } = JSON.parse(printed);
    expect({ trials, compared }).toEqual({ trials: 1_000, compared: 10 });
    expect(peak).toBeGreaterThan(30_000_000);
    expect(peak).toBeLessThan(LIMIT_BYTES);
  });
});
