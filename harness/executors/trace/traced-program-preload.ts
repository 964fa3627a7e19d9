/** Imported first into a traced command or server; writes inputs read, at its end or on request. */
import { connect } from 'node:net';
import { recordProcessInputs } from './record-process-external-inputs.ts';
import { TRACED_PROGRAM_VARIABLES, type TracedProgramRequest } from './traced-program-messages.ts';
import { MODULES_REPORTED_ON_USE } from './watch-module-loading.ts';

// Loaded by a call, since bundlers drop a built-in module imported only for its side effects.
for (const name of MODULES_REPORTED_ON_USE) process.getBuiltinModule(name);

const { file: FILE, note: NOTE, socket: SOCKET } = TRACED_PROGRAM_VARIABLES;
const { [FILE]: file = '', [NOTE]: note = '', [SOCKET]: socket } = process.env;
// Restores the flags and variables that the program is measured with, in case it reads them.
for (const name of [FILE, NOTE, SOCKET]) delete process.env[name];
const OURS = /^(?:--permission-audit|--import=.*program-preload\.[jt]s)$/u;
process.execArgv = process.execArgv.filter((word) => !OURS.test(word));
// Standard streams are opened on first access, so they are accessed here.
void [process.stdout, process.stderr];

const asked = socket === undefined ? null : connect(socket);
await new Promise<void>((resolve, reject) => {
  if (asked === null) return resolve();
  asked.once('connect', resolve);
  asked.once('error', reject);
});
asked?.unref();

const seen = await recordProcessInputs(note, asked === null ? 'command' : 'server');
if (seen !== null) {
  asked?.write('here\n');
  asked?.on('data', (chunk: Buffer) => {
    for (const word of chunk.toString('latin1').split('\n') as TracedProgramRequest[]) {
      if (word === 'called') seen.enter('later-calls');
      if (word === 'end') seen.end(file);
    }
    asked.write('heard\n');
  });
  const { emit } = process;
  /** After all that the program does at its exit. */
  const emitAndTell = (name: string, ...args: unknown[]): boolean => {
    try {
      return Reflect.apply(emit, process, [name, ...args]) as boolean;
    } finally {
      if (name === 'exit') seen.end(file);
    }
  };
  process.emit = emitAndTell as typeof process.emit;
}
