import { join } from 'node:path';
import type { Files } from '../../harness/host/files.ts';

/** What the name of a scenario of a project ends with, less the dot: TypeScript where the project has it. */
export function scenarioEnding(files: Pick<Files, 'isFile'>, root: string): 'ts' | 'mjs' {
  return files.isFile(join(root, 'tsconfig.json')) ? 'ts' : 'mjs';
}
