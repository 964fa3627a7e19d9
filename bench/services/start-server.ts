import type { Host } from '../../harness/host.ts';

/** Starts a Node.js program that prints `listening on <url>`, and returns the address. */
export function startServer(
  host: Host,
  file: string,
  args: readonly string[] = [],
): Promise<string> {
  return new Promise((resolve, reject) => {
    const started = host.processes.start({
      file: process.execPath,
      args: [file, ...args],
      onLine: (line) => {
        const url = /^listening on (.+)$/u.exec(line)?.[1];
        if (url !== undefined) resolve(url);
      },
    });
    void started.exited.then(() => reject(new Error(`${file} ended: ${started.output()}`)));
  });
}
