import { syncBuiltinESMExports } from 'node:module';
import { createSeenInputs, type SeenInputs } from './seen-inputs.ts';
import type { TracedUnit } from './traced-unit.ts';
import { watchChance } from './watch-chance.ts';
import { watchFiles, watchHandles } from './watch-files.ts';
import { watchModules } from './watch-modules.ts';
import { watchPermissions } from './watch-permissions.ts';
import { watchProcess } from './watch-process.ts';

/**
 * Follows from now on what this process reads, and ends it before it does what cannot be followed.
 * null: this Node.js does not tell.
 */
export async function watchInputs(
  noteFile: string,
  unit: TracedUnit = 'function',
): Promise<SeenInputs | null> {
  const seen = createSeenInputs(noteFile);
  await watchHandles(seen);
  if (!watchPermissions(seen, unit)) return null;
  watchModules(seen, unit);
  watchFiles(seen);
  watchChance(seen);
  watchProcess(seen, unit);
  // What was imported by name is what is watched too.
  syncBuiltinESMExports();
  return seen;
}
