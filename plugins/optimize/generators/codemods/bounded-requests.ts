import type { Codemod } from '../codemod.ts';
import { COLLECTING_LOOP, findCollectingLoops } from './bounded-loop.ts';

export const boundedRequests: Codemod = {
  id: 'bounded-requests',
  title: 'A loop of requests has eight of them under way',
  classes: ['I/O-Network', 'External'],
  fixLevel: 4,
  complexity: 'Medium',
  risk: 'Medium',
  preconditions: `${COLLECTING_LOOP} The requests are GETs by fetch or axios.`,
  seenIn: ['jeanbaptisteassouad/lixotech: challenge2/src/b-makeitwork.ts'],
  conflictsWith: [],
  find: (source) => findCollectingLoops(source, 'request'),
};
