import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import {
  type Recording,
  recordSessions,
} from '../../plugins/optimize/verify/record/record-calls-during-command.ts';
import { createInMemoryHost } from './in-memory-host.ts';

/** A project with these files; its folder, absolute. */
export function createProjectFolder(host: Host, files: Readonly<Record<string, string>>): string {
  const root = join(host.cwd, 'project');
  for (const [file, text] of Object.entries({ 'package.json': '{"name":"recorded"}', ...files })) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return root;
}

/** Records the calls that a command makes to one file, in the process that it starts. */
export async function recordProjectFunctionCalls(
  files: Readonly<Record<string, string>>,
  watched: string,
  command: string,
): Promise<Recording> {
  const { host } = createInMemoryHost();
  const root = createProjectFolder(host, files);
  try {
    return await recordSessions(host, {
      root,
      files: [watched],
      commands: [{ text: command, timeoutMs: 60_000 }],
      signal: new AbortController().signal,
    });
  } finally {
    await host.processes.stopAll();
    host.files.remove(host.cwd);
  }
}
