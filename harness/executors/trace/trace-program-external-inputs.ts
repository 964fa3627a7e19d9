import { join } from 'node:path';
import { preloadFlag } from '../../host/process/preload-into-node.ts';
import type { Host } from '../../host.ts';
import { UnitFailure } from '../../model/executor.ts';
import type { InputTrace } from '../../model/program/external-input-trace.ts';
import { TRACED_PROGRAM_VARIABLES } from './traced-program-messages.ts';

/** Flags of Node.js that have a program traced. */
export const TRACE_FLAGS: readonly string[] = [
  '--permission-audit',
  preloadFlag(import.meta.url, './traced-program-preload'),
];

/**
 * Runs a program and returns the inputs it reads, or why they cannot be traced. @param folder - Its
 * own.
 * @param run - Starts it.
 */
export async function traceProgramInputs(
  host: Host,
  folder: string,
  run: (variables: Readonly<Record<string, string>>) => Promise<void>,
): Promise<InputTrace> {
  const [file, note] = [join(folder, 'inputs.json'), join(folder, 'why-it-ended')];
  let failure = 'the program ended before it could report what it reads';
  try {
    await run({
      [TRACED_PROGRAM_VARIABLES.file]: file,
      [TRACED_PROGRAM_VARIABLES.note]: note,
      // The compile cache of Node.js is keyed by content, and using it would write files.
      NODE_DISABLE_COMPILE_CACHE: '1',
    });
  } catch (error) {
    if (!(error instanceof UnitFailure)) throw error;
    failure = /bad option: --permission-audit/u.test(error.failure.output ?? '')
      ? 'the Node.js version in use does not report what a program reads'
      : `it failed: ${error.failure.message}`;
  }
  const reason = host.files.read(note);
  if (reason !== null) return { state: 'untraceable', reason };
  const text = failure.startsWith('it failed') ? null : host.files.read(file);
  return text === null
    ? { state: 'untraceable', reason: failure }
    : (JSON.parse(text) as InputTrace);
}
