/** A function to find in a profile of any weight: it takes time and retains what it allocates. */
export const WORK_SOURCE = `
const kept = [];
function work() {
  const end = performance.now() + 50;
  while (performance.now() < end || kept.length < 100_000) kept.push({ at: [kept.length] });
}
`;

const STAY = `work(); process.send('ready'); setInterval(() => {}, 1000);`;

/** Ways in which a program ends: its source, the signal sent once it is ready, and its exit. */
export const PROGRAM_ENDINGS = {
  'ends by itself': [`work(); process.disconnect();`, undefined, { code: 0 }],
  'calls process.exit': [`work(); process.exit(3);`, undefined, { code: 3 }],
  throws: [`work(); throw new Error('no');`, undefined, { code: 1 }],
  'is ended by SIGTERM': [STAY, 'SIGTERM', { signal: 'SIGTERM' }],
  'is ended by SIGINT': [STAY, 'SIGINT', { signal: 'SIGINT' }],
  'is ended by SIGHUP': [STAY, 'SIGHUP', { signal: 'SIGHUP' }],
} as const;

export type ProgramEnding = keyof typeof PROGRAM_ENDINGS;
