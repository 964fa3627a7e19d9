import type { Codemod } from '../codemod.ts';
import { COLLECTING_LOOP, findCollectingLoops } from './bounded-loop.ts';

export const boundedFileReads: Codemod = {
  id: 'bounded-file-reads',
  title: 'A loop that reads file after file reads eight at a time',
  classes: ['I/O-File'],
  fixLevel: 4,
  complexity: 'Medium',
  risk: 'Low',
  preconditions: `${COLLECTING_LOOP} The reads are those of fs/promises.`,
  seenIn: [
    'andresmunozit/node-js-application-development-lfw211: 08_ASYNCHRONOUS_CONTROL_FLOW/examples/async-await/async-await-4.js',
  ],
  conflictsWith: [],
  find: (source) => findCollectingLoops(source, 'file'),
};
