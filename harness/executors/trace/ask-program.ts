import { type LineClient, openLineServer } from '../../host/network/line-server.ts';
import { thisPlatform } from '../../host/platform/this-platform.ts';
import type { ToProgram } from './program-messages.ts';

/** A way to talk with a traced program that goes on running. */
export interface ProgramQuestions {
  /** The socket that it comes to. */
  readonly path: string;
  /** Settles when the program has heard it, or is gone. */
  readonly tell: (word: ToProgram) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** @param folder - One that exists as long. */
export async function askProgram(folder: string): Promise<ProgramQuestions> {
  const path = thisPlatform().localAddress(folder, 'trace');
  let program: LineClient | null = null;
  let onHeard = (): void => undefined;
  const server = await openLineServer(path, {
    onLine: (client) => {
      program = client;
      onHeard();
    },
    onGone: () => {
      program = null;
      onHeard();
    },
  });
  return {
    path,
    tell: (word) =>
      new Promise((resolve) => {
        onHeard = resolve;
        if (program === null) resolve();
        else program.send(word);
      }),
    close: server.close,
  };
}
