/** The services used to evaluate the performance map behave as described. */
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { copyService } from '../../../bench/services/copy-service.ts';
import { readPlantedCause, SERVICE_NAMES } from '../../../bench/services/planted-cause.ts';
import { expectLoadSucceeds } from './assert-service-responds-under-load.ts';
import { withService } from './run-with-fixture-service.ts';

const FIXTURES = fileURLToPath(new URL('../../fixtures/services', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'ph-services-'));

test('finds a service in every fixture folder', () => {
  const folders = readdirSync(FIXTURES).filter((name) => name !== 'README.md');
  expect(folders.sort()).toEqual([...SERVICE_NAMES].sort());
});

test.each(SERVICE_NAMES)(
  '%s hides its solution, and has its cause and decoys at the documented places',
  (name) => {
    const planted = readPlantedCause(name);
    const folder = mkdtempSync(join(root, 'of-'));
    copyService(name, folder, false);
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
  },
);

test('n-plus-one answers from its own database, and leaves no process or folder behind', async () => {
  const folder = await withService('n-plus-one', {}, async (scenario, service) => {
    const url = scenario.server?.env.DATABASE_URL;
    expect(url).toMatch(/^postgresql:\/\/postgres@127\.0\.0\.1:\d+\/postgres$/);
    await expectLoadSucceeds(scenario);
    return service.folder;
  });
  expect(existsSync(folder)).toBe(false);
});
