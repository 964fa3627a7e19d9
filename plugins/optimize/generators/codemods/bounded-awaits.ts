import type { Codemod } from '../codemod.ts';
import { COLLECTING_LOOP, findCollectingLoops } from './bounded-loop.ts';

export const boundedAwaits: Codemod = {
  id: 'bounded-awaits',
  title: 'A loop that waits for each turn has eight turns under way',
  classes: ['Architecture', 'External'],
  fixLevel: 4,
  complexity: 'Medium',
  risk: 'Medium',
  preconditions: `${COLLECTING_LOOP} The callee is named as a read, and is imported, a method, or an async function of the file that changes nothing outside of itself.`,
  seenIn: ['moriyalb/rades-rache: lib/commands/string/mget.js'],
  conflictsWith: ['query-in-loop'],
  find: (source) => findCollectingLoops(source, 'named'),
};
