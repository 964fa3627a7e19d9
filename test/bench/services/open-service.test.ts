/** The services that the performance map is judged by hold what they promise. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { plantedCauseOf, SERVICE_NAMES } from '../../../bench/services/planted-cause.ts';
import { measureOnce, value } from '../../harness/executors/http/http-scenario.ts';
import { withService } from './measured-service.ts';

const FIXTURES = fileURLToPath(new URL('../../fixtures/services', import.meta.url));

test('every folder of the fixtures is a service', () => {
  const folders = readdirSync(FIXTURES).filter((name) => name !== 'README.md');
  expect(folders.sort()).toEqual([...SERVICE_NAMES].sort());
});

describe.each(SERVICE_NAMES)('%s', (name) => {
  const planted = plantedCauseOf(name);

  test('answers under the load of its scenario, and does not hold its solution', async () => {
    await withService(name, {}, async (scenario, { folder }) => {
      const block = await measureOnce({ ...scenario, durationMs: 300, warmupMs: 100 });
      expect(value(block.measurements, 'error_rate')).toBe(0);
      expect(value(block.measurements, 'throughput')).toBeGreaterThan(0);
      for (const secret of ['planted.json', 'cured', 'upstream', 'packages']) {
        expect(existsSync(join(folder, secret)), secret).toBe(false);
      }

      const lines = (file: string): readonly string[] =>
        readFileSync(join(folder, file), 'utf8').split('\n');
      const source = lines(planted.file);
      expect(source[planted.line - 1]).toContain(`function ${planted.function}(`);
      const end = source.indexOf('}', planted.line);
      expect(planted.atLine).toBeGreaterThan(planted.line);
      expect(planted.atLine).toBeLessThanOrEqual(end);
      for (const decoy of planted.decoys) {
        const [file = '', line] = decoy.split(':');
        expect(lines(file)[Number(line) - 1], decoy).toMatch(/await |RegExp|JSON\.parse/);
      }
    });
  });
});

test('what a service started ends with it, and its folder goes', async () => {
  const folder = await withService('n-plus-one', {}, async (scenario, service) => {
    const url = scenario.server?.env.DATABASE_URL;
    expect(url).toMatch(/^postgresql:\/\/postgres@127\.0\.0\.1:\d+\/postgres$/);
    return service.folder;
  });
  expect(existsSync(folder)).toBe(false);
});
