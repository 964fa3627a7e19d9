import type { Host } from '../../harness/host.ts';

/** Error that ends a killed program here; nothing catches it. */
export class SimulatedCrash extends Error {}

/**
 * Returns a host that behaves as if its program were killed right after writing a given file:
 * nothing that it writes, removes or starts from then on has an effect.
 * @param isLast - True for that last file.
 */
export function createCrashingHost(
  host: Host,
  isLast: (path: string, text: string) => boolean,
): Host & { readonly isDead: () => boolean } {
  let isDead = false;
  const { files, processes } = host;
  const alive = <A extends readonly unknown[]>(act: (...given: A) => void) => {
    return (...given: A): void => {
      if (!isDead) act(...given);
    };
  };
  return {
    ...host,
    isDead: () => isDead,
    files: {
      ...files,
      writeAtomic: (path, text) => {
        if (isDead) return;
        const whole = typeof text === 'string' ? text : [...text].join('');
        files.writeAtomic(path, whole);
        isDead = isLast(path, whole);
        if (isDead) throw new SimulatedCrash();
      },
      writeTogether: alive(files.writeTogether),
      fillFolder: (folder, texts) => isDead || files.fillFolder(folder, texts),
      writeBytes: alive(files.writeBytes),
      copy: alive(files.copy),
      move: alive(files.move),
      remove: alive(files.remove),
      removeIfAllowed: (path) => isDead || files.removeIfAllowed(path),
      makeFolder: alive(files.makeFolder),
      appendLines: (path) =>
        isDead
          ? { write: () => undefined, flush: () => undefined, close: () => undefined }
          : files.appendLines(path),
    },
    processes: {
      ...processes,
      exec: async (spec) =>
        isDead
          ? {
              exit: { type: 'signal', signal: 'SIGKILL' },
              stdout: '',
              stderr: '',
              timedOut: false,
              truncated: false,
            }
          : processes.exec(spec),
    },
  };
}
