import { join } from 'node:path';
import { z } from 'zod';
import type { Files } from '../../host/file-operations.ts';
import { readonlyObject } from '../../model/readonly-object-schema.ts';
import { parseVersioned } from '../parse-versioned-json.ts';
import { ensureStateFolder, stateSubfolder } from '../project-state-folder.ts';
import { withHistoryLock } from './history-file-lock.ts';

const DECISIONS_SCHEMA = 'perf-harness/decisions@1';

const decisionSchema = readonlyObject({
  change: z.string().describe('Identifier of the change.'),
  decision: z.enum(['acknowledged', 'ignored', 'reopened']),
  reason: z.string(),
  author: z.string().describe('Author as configured in git.'),
  decidedAt: z.iso.datetime(),
});
export type ChangeDecision = z.infer<typeof decisionSchema>;

const decisionsSchema = readonlyObject({
  schema: z.literal(DECISIONS_SCHEMA),
  decisions: z.array(decisionSchema).readonly(),
});

/** Returns all decisions about changes, oldest first. @throws UserError if the file is damaged. */
export function readDecisions(files: Files, stateFolder: string): readonly ChangeDecision[] {
  const path = pathIn(stateFolder);
  const text = files.read(path);
  if (text === null) return [];
  return parseVersioned(text, path, {
    noun: 'list of decisions',
    identifier: DECISIONS_SCHEMA,
    schema: decisionsSchema,
  }).decisions;
}

/** Adds a decision atomically; concurrent commands are serialized by a lock. */
export function addDecision(files: Files, stateFolder: string, decision: ChangeDecision): void {
  ensureStateFolder(files, stateFolder);
  withHistoryLock(files, stateFolder, () => {
    const decisions = [...readDecisions(files, stateFolder), decision];
    const text = JSON.stringify({ schema: DECISIONS_SCHEMA, decisions }, null, 2);
    files.writeAtomic(pathIn(stateFolder), `${text}\n`);
  });
}

function pathIn(stateFolder: string): string {
  return join(stateSubfolder(stateFolder, 'history'), 'decisions.json');
}
