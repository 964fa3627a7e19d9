import type { ListeningProcess, NetworkReader } from '../network-reader.ts';
import { OTHER_NETWORK } from '../other/network.ts';
import { runBounded } from '../run-bounded.ts';

/** What `lsof` tells, which comes with macOS. */
export const MACOS_NETWORK: NetworkReader = {
  ...OTHER_NETWORK,
  listeningProcesses: (port) =>
    parseListeners(runBounded('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc']) ?? ''),
  listeningPorts: (pid) =>
    parsePorts(
      runBounded('lsof', ['-nP', '-a', '-p', String(pid), '-iTCP', '-sTCP:LISTEN', '-Fn']) ?? '',
    ),
};

/** Reads lines of `lsof -F`: `p` and the number of a process, then `c` and its name. */
export function parseListeners(text: string): readonly ListeningProcess[] {
  const found: ListeningProcess[] = [];
  let pid: number | null = null;
  for (const line of text.split('\n')) {
    if (line.startsWith('p')) pid = Number(line.slice(1));
    if (line.startsWith('c') && pid !== null) found.push({ pid, name: line.slice(1) });
  }
  return found;
}

/** The same with `n` and an address: `n127.0.0.1:9229`, `n*:3000`, `n[::1]:80`. */
export function parsePorts(text: string): readonly number[] {
  const ports = text.split('\n').flatMap((line) => {
    const port = /^n.*:(\d+)$/u.exec(line)?.[1];
    return port === undefined ? [] : [Number(port)];
  });
  return [...new Set(ports)];
}
