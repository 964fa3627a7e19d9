import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { BIN } from './built-package.ts';

/** Exit of a command. */
export interface CliExit {
  readonly exitCode: number;
  /** End of its output on stderr. */
  readonly output: string;
  /** From start to exit. */
  readonly seconds: number;
}

/** Number of characters of stderr to store. */
const KEPT = 4_000;

/** Runs the compiled command line as a user would; an abort interrupts it, rejecting at its end. */
export function runCli(
  args: readonly string[],
  cwd: string,
  signal: AbortSignal,
  env: Readonly<Record<string, string>> = {},
): Promise<CliExit> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
      // `node` in scenarios resolves to the executable that runs this bench.
      env: { ...process.env, ...env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` },
    });
    let output = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-KEPT);
    });
    const stop = (): void => void child.kill('SIGINT');
    signal.addEventListener('abort', stop, { once: true });
    child.on('error', reject);
    child.on('close', (code) => {
      signal.removeEventListener('abort', stop);
      const seconds = (performance.now() - started) / 1_000;
      if (signal.aborted) reject(signal.reason);
      else resolve({ exitCode: code ?? 70, output, seconds });
    });
  });
}
